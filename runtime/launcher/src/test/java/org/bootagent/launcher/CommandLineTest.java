package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    @Test
    void helpIsGivenAlsoBehindACommand() throws Exception {
        for (String[] asked : new String[][] {
            {}, {"--help"}, {"-h"}, {"run", "--help"}, {"run", "-h"}, {"run", "--home", "/nowhere", "--help"}
        }) {
            assertThat(printed(AgentMain::execute, asked)).startsWith("Usage: bootagent COMMAND");
            assertThat(printed(BooterMain::execute, asked)).startsWith("Usage: booter COMMAND");
        }
        assertThat(printed(AgentMain::execute, "status", "--help")).startsWith("Usage: bootagent COMMAND");
    }

    private interface Program {
        int execute(String[] arguments) throws Exception;
    }

    /** Returns the output of a program that ends with success. */
    private static String printed(Program program, String... arguments) throws Exception {
        var out = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(program.execute(arguments)).isZero();
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static CommandLine line(String... arguments) {
        return new CommandLine(List.of(arguments), Set.of("--home", "--conf"), Set.of("-T"));
    }
}
