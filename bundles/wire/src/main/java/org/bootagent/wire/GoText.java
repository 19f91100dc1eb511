package org.bootagent.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes texts of what need not be one, as Go does: U+FFFD stands for each byte that is not UTF-8, and for each half of a surrogate pair. */
public final class GoText {
    private static final char REPLACEMENT = '\ufffd';
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private GoText() {}

    /** Returns the text of these bytes. Java's own decoders replace a sequence that breaks off once, Go each of its bytes. */
    public static String of(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        // No byte makes more than one character.
        CharBuffer text = CharBuffer.allocate(bytes.length);
        while (decoder.decode(in, text, true).isError()) {
            in.get();
            text.put(REPLACEMENT);
        }
        return text.flip().toString();
    }

    /** Returns a text that can be written in UTF-8. */
    public static String wellFormed(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll(String.valueOf(REPLACEMENT));
    }
}
