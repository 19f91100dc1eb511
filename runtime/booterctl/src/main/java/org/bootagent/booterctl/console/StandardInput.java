package org.bootagent.booterctl.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard input that is piped, or redirected from a file. */
public final class StandardInput {
    private static final Path FILE = Path.of("/proc/self/fd/0");
    private static final Path INFO = Path.of("/proc/self/fdinfo/0");
    private static final int MAX = 4 << 20;

    private final InputStream in;

    public StandardInput(InputStream in) {
        this.in = in;
    }

    /** Returns whether the input is meant for this command: not a terminal, nor the rest of what a loop around this command reads. */
    public boolean given() {
        try {
            return in.available() > 0 && !terminal() && !own() && !begun();
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws CharacterCodingException if it is not UTF-8 @throws IOException if it cannot be read or is too long */
    public String text() throws IOException {
        byte[] bytes = in.readNBytes(MAX + 1);
        if (bytes.length > MAX) {
            throw new IOException("it is longer than " + MAX + " bytes");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static boolean terminal() throws IOException {
        return file().startsWith("/dev");
    }

    /** Returns whether standard input was closed, and this process has opened a file of its own in its place. */
    private static boolean own() throws IOException {
        Path file = file();
        return file.startsWith(Path.of(System.getProperty("java.home")).toRealPath())
                || System.getProperty("java.class.path").contains(file.toString());
    }

    /** Returns whether it is a file whose beginning another program has read. */
    private static boolean begun() throws IOException {
        return Files.isReadable(INFO)
                && Files.readAllLines(INFO).stream()
                        .anyMatch(line -> line.startsWith("pos:")
                                && !line.substring("pos:".length()).strip().equals("0"));
    }

    private static Path file() throws IOException {
        return Files.isSymbolicLink(FILE) ? Files.readSymbolicLink(FILE) : FILE;
    }
}
