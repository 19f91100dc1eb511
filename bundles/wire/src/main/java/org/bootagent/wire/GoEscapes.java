package org.bootagent.wire;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;

/** Escapes in the texts of JSON as Go's encoder writes them, for programs that compare bytes. */
final class GoEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final String SHORT = "\n\r\t\"\\";
    /** Characters other than control characters. The last stands for bytes that are not UTF-8. */
    private static final String OTHERS = "<>&\u2028\u2029\ufffd";

    private final int[] ascii = standardAsciiEscapesForJSON();

    GoEscapes() {
        for (char c = 0; c < ascii.length; c++) {
            if (isEscaped(c)) {
                ascii[c] = ESCAPE_CUSTOM;
            }
        }
    }

    private static boolean isEscaped(int c) {
        return (c < ' ' && SHORT.indexOf(c) < 0) || OTHERS.indexOf(c) >= 0;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return ascii.clone();
    }

    /** Null leaves the character as it is. */
    @Override
    public SerializableString getEscapeSequence(int c) {
        return isEscaped(c) ? new SerializedString(String.format("\\u%04x", c)) : null;
    }
}
