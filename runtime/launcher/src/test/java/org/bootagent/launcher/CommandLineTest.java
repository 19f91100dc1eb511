package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void readsValuesInBothSpellingsAndFlags() {
        var line = line("--home", "/a", "--conf=/b=c", "-T");

        assertThat(line.value("--home")).contains("/a");
        assertThat(line.value("--conf")).contains("/b=c");
        assertThat(line.has("-T")).isTrue();
    }

    @Test
    void refusesWhatIsNoOption() {
        assertThatThrownBy(() -> line("--hom", "/a"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'--hom'");
    }

    @Test
    void refusesAnOptionWithoutItsValue() {
        assertThatThrownBy(() -> line("--home"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--home needs a value");
    }

    private static CommandLine line(String... arguments) {
        return new CommandLine(List.of(arguments), Set.of("--home", "--conf"), Set.of("-T"));
    }
}
