package org.bootagent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
    private static final String EVIL = "a\u001b]0;x\u0007b\u009b2Jc\u202ed\u2066e\u2028f\ud800g";

    @Test
    void aLineObeysNothing() {
        assertThat(PrintableText.line(EVIL)).isEqualTo("a ]0;x b 2Jc d e f g");
        assertThat(PrintableText.line("  gr\u00fc\u00dfe,\n\t\ud83d\ude00 "))
                .isEqualTo("gr\u00fc\u00dfe, \ud83d\ude00");
    }

    @Test
    void aLongLineIsCut() {
        assertThat(PrintableText.line("one\ntwo", 7)).isEqualTo("one two");
        assertThat(PrintableText.line("one\ntwo!", 7)).isEqualTo("one two…");
    }

    @Test
    void linesStayLines() {
        assertThat(PrintableText.lines("one\r\n\ttwo\rthree" + EVIL)).isEqualTo("one\n\ttwo?threea?]0;x?b?2Jc?d?e?f?g");
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        String json = Json.MAPPER.writeValueAsString("a\u009b\u202e\udb40\udc41b");
        assertThat(PrintableText.json(json)).isEqualTo("\"a\\u009b\\u202e\\udb40\\udc41b\"");
        assertThat(Json.MAPPER.readTree(PrintableText.json(json))).isEqualTo(Json.MAPPER.readTree(json));
    }
}
