package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
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

    @Test
    void readsAllInAnyCaseAndSaysThemAgain() {
        var words = Map.of("cpu", "10", "MEMORY", "1536K", "Pids", "100", "files", "1024", "nice", "-5", "other", "x");
        var limits = Limits.parse(words);
        assertThat(limits).isEqualTo(new Limits(10, 1536 << 10, 100, 1024, -5));
        assertThat(limits.words())
                .containsExactly(
                        entry("CPU", "10%"),
                        entry("memory", "1536K"),
                        entry("pids", "100"),
                        entry("files", "1024"),
                        entry("nice", "-5"));
        assertThat(Limits.parse(limits.words())).isEqualTo(limits);
        assertThat(Limits.NONE.words()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pids, 0", "pids, many", "files, -1", "files, 1000000000", "nice, 20", "nice, -21", "nice, low"})
    void refusesOthers(String name, String word) {
        assertThatThrownBy(() -> Limits.parse(Map.of(name, word)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit " + name + " '" + word + "'");
    }
}
