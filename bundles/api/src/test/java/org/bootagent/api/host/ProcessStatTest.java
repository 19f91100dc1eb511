package org.bootagent.api.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStatTest {
    private static final String REST = " 10 11 12 0 -1 4194304 1 2 3 4 50 7 0 0 20 -5 3 0 4711 9999 123 1 2";

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsEachFieldByItsPlace() {
        assertThat(ProcessStat.parse(line("99 (java) S" + REST)))
                .contains(new ProcessStat(99, false, 10, 11, 12, 57, -5, 3, 4711, 123));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a) Z 1 2", "(", ")", "a\n) S 1 1\n", ""})
    void aCommandMayLookLikeFields(String command) {
        var stat = ProcessStat.parse(line("99 (" + command + ") S" + REST)).orElseThrow();
        assertThat(stat.parent()).isEqualTo(10);
        assertThat(stat.zombie()).isFalse();
        assertThat(stat.start()).isEqualTo(4711);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z", "X"})
    void aProcessThatHasEndedIsAZombie(String state) {
        assertThat(ProcessStat.parse(line("99 (a) " + state + REST))
                        .orElseThrow()
                        .zombie())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "99", "99 (a", ")", "99 (a)", "99 (a) S", "99 (a) S 10 11 12 0 -1 4194304 1 2 3 4 50"})
    void aTornLineIsNone(String text) {
        assertThat(ProcessStat.parse(line(text))).isEmpty();
    }

    @Test
    void knowsThisProcess() throws Exception {
        var stat = ProcessStat.parse(Files.readAllBytes(Path.of("/proc/self/stat")))
                .orElseThrow();
        assertThat(stat.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(stat.parent())
                .isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
        assertThat(stat.pages()).isPositive();
    }
}
