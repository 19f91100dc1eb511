package org.bootagent.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Output of a script in the form of EasyAgent's sidecar: of a long one, the first and the last part. */
public final class EasyAgentOutput {
    /** Bytes of a part of the output of {@code exec}. */
    public static final int EXEC_PART = 128 << 10;

    /** Bytes of a part of another script's output. */
    public static final int SCRIPT_PART = 64 << 10;

    private EasyAgentOutput() {}

    /** Store of the output. */
    @FunctionalInterface
    public interface Source {
        /** Reads bytes from this offset, at most this many; none at the end. */
        byte[] read(long offset, int most) throws IOException;
    }

    /**
     * Reads the output.
     *
     * @param length of the whole output
     * @param part bytes of its beginning and of its end
     */
    public static byte[] read(Source source, long length, int part) throws IOException {
        var all = new ByteArrayOutputStream();
        copy(source, 0, Math.min(length, part), all);
        long left = length - 2L * part;
        if (left > 0) {
            all.writeBytes(("\n... omitting " + left + " bytes ...\n").getBytes(StandardCharsets.UTF_8));
        }
        copy(source, Math.max(part, length - part), length, all);
        return all.toByteArray();
    }

    private static void copy(Source source, long from, long to, ByteArrayOutputStream all) throws IOException {
        long at = from;
        while (at < to) {
            byte[] bytes = source.read(at, (int) (to - at));
            if (bytes.length == 0) {
                break;
            }
            all.writeBytes(bytes);
            at += bytes.length;
        }
    }
}
