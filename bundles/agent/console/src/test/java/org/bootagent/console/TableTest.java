package org.bootagent.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    @Test
    void alignsColumnsAndLeavesNoBlanksAtTheEnd() {
        var table = new Table().row("A", "LONG", "X").row("abc", "d", "").row("e", null, "z");

        assertThat(table.text()).isEqualTo("A    LONG  X\nabc  d\ne          z\n");
    }

    @Test
    void nothingFromOutsideSteersTheTerminal() {
        assertThat(new Table().row("a\u001b[2Jb\r\nc\td\u009be\u202ef").text()).isEqualTo("a [2Jb c d e f\n");
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "60,1m 0s", "3599,59m 59s", "3600,1h 0m", "90061,1d 1h", "86400000,1000d 0h"})
    void ages(long seconds, String text) {
        assertThat(AgeFormat.text(seconds)).isEqualTo(text);
    }
}
