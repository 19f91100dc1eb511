package org.bootagent.console;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The console's Unix domain socket as a file of the home. */
final class SocketFile {
    static final String NAME = "bootagent.sock";

    /** Longest path of a socket that the kernel accepts, in bytes. */
    private static final int LONGEST_PATH = 100;

    private final Path home;
    private final Path path;

    SocketFile(Path home) {
        this.home = home;
        this.path = home.resolve(NAME);
    }

    Path path() {
        return path;
    }

    /**
     * Listens. The socket is created in a directory that only this user may enter, and moved to its name once its mode is set. So others can connect at no
     * moment in between.
     */
    ServerSocketChannel listen() throws IOException {
        checkLength();
        checkNobodyListens();
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            bind(server);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void bind(ServerSocketChannel server) throws IOException {
        var directory = home.resolve(".sock");
        var unnamed = directory.resolve("s");
        Files.deleteIfExists(unnamed);
        Files.deleteIfExists(directory);
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            server.bind(UnixDomainSocketAddress.of(unnamed));
            Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-------"));
            Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unnamed);
            Files.delete(directory);
        }
    }

    private void checkLength() throws IOException {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IOException(path + " is " + length + " bytes long, a socket's path may have " + LONGEST_PATH
                    + "; choose a home with a shorter path");
        }
    }

    private void checkNobodyListens() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes().isOther()) {
            throw new IOException(path + " is there and is not a socket; remove it");
        }
        try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return; // left by one that was killed
        }
        throw new IOException("another host agent listens on " + path);
    }

    /** Returns a key that tells this socket from one that somebody else created under the same name. */
    Object key() throws IOException {
        return attributes().fileKey();
    }

    /** Removes the socket if it is still the one of this key. */
    void remove(Object key) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key().equals(key)) {
            Files.delete(path);
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
