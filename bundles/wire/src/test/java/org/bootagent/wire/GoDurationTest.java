package org.bootagent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({"300ms,300", "1.5h,5400000", "2h45m,9900000", "1m30s,90000", "0,0"})
    void readsGosDurations(String text, long millis) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "-1s", "s", "1 s", "1d", "1s2", "99999999999h", "169h", "9999999h"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Deeper than the matcher can go. */
    @Test
    void refusesAVeryLongText() {
        assertThatThrownBy(() -> GoDuration.parse("1ns".repeat(300_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a duration");
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "300,300ms", "1500,1.5s", "60000,1m0s", "9900000,2h45m0s"})
    void writesAsGoDoes(long millis, String text) {
        assertThat(GoDuration.text(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
