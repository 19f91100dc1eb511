package org.bootagent.report.outbox;

import java.nio.charset.StandardCharsets;

/** The last bytes of a stream, as lines of text. Not thread-safe. */
final class LastLines {
    private static final int BYTES = 2_000;

    private byte[] kept = new byte[0];

    void write(byte[] bytes, int offset, int length) {
        int fresh = Math.min(length, BYTES);
        int old = Math.min(kept.length, BYTES - fresh);
        var next = new byte[old + fresh];
        System.arraycopy(kept, kept.length - old, next, 0, old);
        System.arraycopy(bytes, offset + length - fresh, next, old, fresh);
        kept = next;
    }

    /** Returns whole lines, unless there is only one. */
    String text() {
        String text = new String(kept, StandardCharsets.UTF_8);
        int firstBreak = text.indexOf('\n');
        boolean cut = kept.length == BYTES && firstBreak >= 0 && firstBreak < text.length() - 1;
        return (cut ? text.substring(firstBreak + 1) : text).strip();
    }
}
