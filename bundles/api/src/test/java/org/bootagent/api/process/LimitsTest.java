package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    @ParameterizedTest
    @CsvSource({"10%, 10", "250%, 250", "7, 7"})
    void readsCpu(String cpu, int percent) {
        assertThat(Limits.parse(cpu, null)).isEqualTo(new Limits(percent, 0));
    }

    @ParameterizedTest
    @CsvSource({"20M, 20971520", "1k, 1024", "3G, 3221225472", "1T, 1099511627776", "512, 512", "20MiB, 20971520"})
    void readsMemory(String memory, long bytes) {
        assertThat(Limits.parse(null, memory)).isEqualTo(new Limits(0, bytes));
    }

    @Test
    void nothingSaidIsNoLimit() {
        assertThat(Limits.parse(null, "")).isEqualTo(Limits.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0%", "-1%", "ten", "10.5%", "1000000%"})
    void refusesCpu(String cpu) {
        assertThatThrownBy(() -> Limits.parse(cpu, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit CPU '" + cpu + "'");
    }

    @ParameterizedTest
    @CsvSource({"0M", "-5M", "20X", "M", "999999999999999T"})
    void refusesMemory(String memory) {
        assertThatThrownBy(() -> Limits.parse(null, memory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit memory '" + memory + "'");
    }
}
