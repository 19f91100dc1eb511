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
    @CsvSource({
        "300ms,300",
        "1.5h,5400000",
        "2h45m,9900000",
        "1m30s,90000",
        "0,0",
        "+5s,5000",
        "169h,608400000",
        "100ms,100",
        "-1s,-1000",
        "+0,0",
        "-0,0",
        ".5s,500",
        "1.s,1000",
        "0.000000000000000000001h1ms,1",
        "1us1\u00b5s1\u03bcs997000ns,1",
        "2540400h,9145440000000"
    })
    void readsGosDurations(String text, long millis) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "+",
                "-",
                "+-1s",
                "--1s",
                "s",
                ".s",
                ".",
                "1 s",
                "1d",
                "1s2",
                "1S",
                "\uff15s",
                "99999999999h",
                "9999999h",
                "9223372036854775808ns",
                "1e3s"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsAVeryLongText() {
        assertThat(GoDuration.parse("1ns".repeat(300_000))).isEqualTo(Duration.ofNanos(300_000));
        assertThatThrownBy(() -> GoDuration.parse("1ns".repeat(300_000) + "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("'(1ns){21}1…' must be a duration .*");
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "300,300ms", "1500,1.5s", "60000,1m0s", "9900000,2h45m0s", "-1500,-1.5s"})
    void writesAsGoDoes(long millis, String text) {
        assertThat(GoDuration.text(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
