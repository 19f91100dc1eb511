package org.bootagent.booter.http.api.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bootagent.booter.http.route.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,0", "bytes=2-5,2,5", "bytes=5-,5,9", "bytes=5-999,5,9", "bytes=-3,7,9", "bytes=-99,0,9"})
    void readsOneRange(String header, long first, long last) throws Exception {
        assertThat(ByteRange.parse(header, 10)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=0-1,3-4",
                "bytes=5-2",
                "lines=0-1",
                "bytes=a-b",
                "bytes=+1-2",
                "bytes=99999999999999999999-"
            })
    void ignoresWhatIsNotOneRange(String header) throws Exception {
        assertThat(ByteRange.parse(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0"})
    void refusesWhatIsOutside(String header) {
        var problem = catchThrowableOfType(ProblemException.class, () -> ByteRange.parse(header, 10))
                .problem();
        assertThat(problem.status()).isEqualTo(416);
        assertThat(problem.headers()).containsEntry("Content-Range", "bytes */10");
    }

    @Test
    void anEmptyFileHasNoRange() {
        assertThat(catchThrowableOfType(ProblemException.class, () -> ByteRange.parse("bytes=-1", 0)))
                .isNotNull();
    }

    @Test
    void saysWhichPartItIs() {
        assertThat(new ByteRange(2, 5).contentRange(10)).isEqualTo("bytes 2-5/10");
        assertThat(new ByteRange(2, 5).length()).isEqualTo(4);
    }
}
