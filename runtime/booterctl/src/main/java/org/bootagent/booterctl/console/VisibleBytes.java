package org.bootagent.booterctl.console;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.bootagent.wire.PrintableText;

/** Decodes bytes that arrive in parts to text that a terminal shows and does not obey. */
final class VisibleBytes {
    private final PrintStream out;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** Beginning of a character whose rest comes with the next part. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    VisibleBytes(PrintStream out) {
        this.out = out;
    }

    void show(ByteBuffer part) {
        var bytes = ByteBuffer.allocate(rest.remaining() + part.remaining())
                .put(rest)
                .put(part.duplicate())
                .flip();
        var text = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.decode(bytes, text, false);
        rest = bytes.slice();
        out.print(PrintableText.lines(text.flip().toString()));
        out.flush();
    }
}
