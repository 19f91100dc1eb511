package org.bootagent.booter.easyagent.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** The file of host keys, in OpenSSH's format. Unlike the library's reader, it does not take an unreadable file for an empty one. */
record KnownHosts(Path file) {
    /** Target of a connection, by the requested name. */
    record Host(String name, int port) {
        Host {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return port == 22 ? name : "[" + name + "]:" + port;
        }
    }

    /** The lines about a host; none if there is no file yet. */
    List<KnownHost> of(Host host) throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8)
                .lines()
                .map(KnownHost::read)
                .flatMap(Optional::stream)
                .filter(line -> line.isOf(host))
                .toList();
    }

    void add(Host host, PublicKey key) throws IOException {
        byte[] before = bytes();
        boolean cut = before.length > 0 && before[before.length - 1] != '\n';
        String line = (cut ? "\n" : "") + host + " " + PublicKeyEntry.toString(key) + "\n";
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            append(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Appends a line. On a full disk nothing is left behind: half a line would be another key. */
    private static void append(FileChannel channel, ByteBuffer text) throws IOException {
        long end = channel.size();
        try {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        } catch (IOException e) {
            try {
                channel.truncate(end);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private byte[] bytes() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
