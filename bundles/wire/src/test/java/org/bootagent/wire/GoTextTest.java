package org.bootagent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {
    /** {@code ?} stands for U+FFFD. */
    @ParameterizedTest
    @CsvSource({
        "fffe616263, ??abc",
        "61e282, a??",
        "e28261, ??a",
        "f09f98, ???",
        "c080, ??",
        "eda080, ???",
        "f4908080, ????",
        "80, ?",
        "e282ac61, €a",
        "f09f9880, 😀",
    })
    void eachByteThatIsNotUtf8IsReplaced(String hex, String text) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        assertThat(GoText.of(bytes)).isEqualTo(text.replace('?', '\ufffd'));
    }

    @Test
    void longTextStaysAsItIs() {
        String text = "a€😀\n".repeat(10_000);
        assertThat(GoText.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(GoText.of(new byte[0])).isEmpty();
    }

    @Test
    void halfOfAPairIsReplaced() {
        assertThat(GoText.wellFormed("a\ud800b\udc00😀\ud83d")).isEqualTo("a\ufffdb\ufffd😀\ufffd");
    }
}
