package org.bootagent.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void everyNumberIsUsedOnceAndFound() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
        assertThat(ErrorCode.values())
                .allSatisfy(code -> assertThat(ErrorCode.of(code.number())).contains(code));
        assertThat(ErrorCode.of(999)).isEmpty();
    }

    @Test
    void onlyTheTwoHundredsAreWorthRetrying() {
        assertThat(ErrorCode.DISK_FULL.worthRetrying()).isTrue();
        assertThat(ErrorCode.MISSING_FIELD.worthRetrying()).isFalse();
        assertThat(ErrorCode.CRASHED.worthRetrying()).isFalse();
    }
}
