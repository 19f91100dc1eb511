package org.bootagent.booter.easyagent.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning and the end of an output, and counts the bytes between. Thread-safe. */
final class HeadAndTail extends OutputStream {
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail;
    private final int half;
    private long total;

    /** @param half bytes kept of either end */
    HeadAndTail(int half) {
        this.half = half;
        this.tail = new byte[half];
    }

    @Override
    public synchronized void write(int b) {
        if (total < half) {
            head.write(b);
        } else {
            tail[(int) ((total - half) % half)] = (byte) b;
        }
        total++;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    synchronized boolean truncated() {
        return total > 2L * half;
    }

    synchronized String text() {
        var text = new ByteArrayOutputStream();
        text.writeBytes(head.toByteArray());
        long inTail = Math.max(0, total - half);
        if (truncated()) {
            text.writeBytes(("\n… " + (total - 2L * half) + " bytes left out …\n").getBytes(StandardCharsets.UTF_8));
            int oldest = (int) (inTail % half);
            text.write(tail, oldest, half - oldest);
            text.write(tail, 0, oldest);
        } else {
            text.write(tail, 0, (int) inTail);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
