package org.bootagent.booter.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void serialNumberIsAUuidInLowerCase() {
        assertThat(Fields.serialNumber("33C5B8B4-5a2c-43c5-ab90-96721451b4ec"))
                .contains("33c5b8b4-5a2c-43c5-ab90-96721451b4ec");
        assertThat(Fields.serialNumber("33c5b8b4-5a2c-43c5-ab90-96721451b4ec\n"))
                .isEmpty();
        assertThat(Fields.serialNumber(null)).isEmpty();
        assertThat(Fields.serialNumber("00000000-0000-0000-0000-000000000000"))
                .as("it stands for no host")
                .isEmpty();
    }

    @Test
    void hostnameIsBounded() {
        assertThat(Fields.hostname("x".repeat(253))).hasSize(253);
        assertThat(Fields.hostname("主机")).isEqualTo("主机");
        assertThatThrownBy(() -> Fields.hostname("x".repeat(254))).isInstanceOf(FleetException.class);
    }

    @Test
    void hostnameIsNoOption() {
        assertThat(Fields.hostname("a-b")).isEqualTo("a-b");
        assertThatThrownBy(() -> Fields.hostname("-rf"))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("hyphen");
    }

    @Test
    void halfACharacterIsRefusedInANameAndReplacedInAText() {
        assertThat(Fields.hostname("a\uD83D\uDE00")).hasSize(3);
        assertThatThrownBy(() -> Fields.hostname("a\uD800")).isInstanceOf(FleetException.class);
        assertThatThrownBy(() -> Fields.hostname("\uDC00a")).isInstanceOf(FleetException.class);
        assertThat(Fields.cut("a\uD800b", 10)).isEqualTo("a\uFFFDb");
        assertThat(Fields.cut("a\uD83D\uDE00", 10)).isEqualTo("a\uD83D\uDE00");
        assertThat(Fields.cut("ab\uD83D\uDE00cd", 4)).isEqualTo("ab\uFFFD…");
    }

    @Test
    void stepOutOfBoundsIsBroughtBack() {
        assertThat(Fields.step(0)).isEqualTo(600);
        assertThat(Fields.step(-5)).isEqualTo(600);
        assertThat(Fields.step(1)).isEqualTo(1);
        assertThat(Fields.step(Integer.MAX_VALUE)).isEqualTo(86_400);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void timeThatIsNoneIsReplaced(double seconds) {
        assertThat(Fields.time(seconds, NOW)).isEqualTo(NOW);
    }

    @Test
    void timeKeepsItsMilliseconds() {
        assertThat(Fields.time(1.5, NOW)).isEqualTo(Instant.ofEpochMilli(1500));
    }
}
