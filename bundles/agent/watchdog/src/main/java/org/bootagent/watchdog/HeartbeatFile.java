package org.bootagent.watchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file {@code run/heartbeat}: one line, overwritten in place, which needs no space on a full disk. */
final class HeartbeatFile {
    private final Path file;
    private final FileChannel channel;

    HeartbeatFile(Path home) throws IOException {
        file = Files.createDirectories(home.resolve("run")).resolve("heartbeat");
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    void write(String line) throws IOException {
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
