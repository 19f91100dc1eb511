package org.bootagent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EasyAgentReplyTest {
    @ParameterizedTest
    @CsvSource({
        "0026, \\u0026",
        "003c, \\u003c",
        "003e, \\u003e",
        "fffd, \\ufffd",
        "2028, \\u2028",
        "2029, \\u2029",
        "0000, \\u0000",
        "0008, \\u0008",
        "000c, \\u000c",
        "001b, \\u001b",
        "000a, \\n",
        "000d, \\r",
        "0009, \\t",
        "0022, \\\"",
        "005c, \\\\"
    })
    void escapesAsGoDoes(String character, String escaped) {
        assertThat(written((char) Integer.parseInt(character, 16) + "x")).isEqualTo(escaped + "x");
    }

    @Test
    void leavesOtherCharactersAsTheyAre() {
        String text = "/ ' \u007f ä 参数 😀";
        assertThat(written(text)).isEqualTo(text);
    }

    @Test
    void replacesHalfOfASurrogatePair() {
        assertThat(written("a\ud800")).isEqualTo("a\ufffd");
    }

    @Test
    void escapesNamesOfFieldsToo() {
        assertThat(new String(EasyAgentReply.ok(Map.of("a<b", 1)).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"msg\":\"ok\",\"code\":0,\"data\":{\"a\\u003cb\":1}}");
    }

    private static String written(String text) {
        String reply = new String(EasyAgentReply.ok(text).bytes(), StandardCharsets.UTF_8);
        String before = "{\"msg\":\"ok\",\"code\":0,\"data\":\"";
        assertThat(reply).startsWith(before).endsWith("\"}");
        return reply.substring(before.length(), reply.length() - 2);
    }
}
