package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void splitsAsAShellWould() {
        assertThat(CommandLine.split("  bin/a  -x 'b c' \"d \\\"e\\\" \\n\" f\\ g '' h'i'\"j\" "))
                .isEqualTo(List.of("bin/a", "-x", "b c", "d \"e\" \\n", "f g", "", "hij"));
    }

    @Test
    void expandsNothing() {
        assertThat(CommandLine.split("echo $HOME * `id` ; ls"))
                .isEqualTo(List.of("echo", "$HOME", "*", "`id`", ";", "ls"));
    }

    @Test
    void nothingIsNoWord() {
        assertThat(CommandLine.split(" \t ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \\", "\"\\"})
    void refusesAnOpenEnd(String text) {
        assertThatThrownBy(() -> CommandLine.split(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
