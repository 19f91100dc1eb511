package org.bootagent.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The output of a script as EasyAgent's sidecar answers it: of much, the first and the last part. */
public final class EasyAgentOutput {
    /** Bytes of a part of what a script of {@code exec} has written. */
    public static final int EXEC_PART = 128 << 10;

    /** Bytes of a part of what another script has written. */
    public static final int SCRIPT_PART = 64 << 10;

    private EasyAgentOutput() {}

    /** Store of the output. */
    @FunctionalInterface
    public interface Source {
        /** Reads some bytes from there on, at most so many; none at the end. */
        byte[] read(long offset, int most) throws IOException;
    }

    /**
     * Reads the output.
     *
     * @param length of all of it
     * @param part how many bytes of its beginning and of its end are told
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
