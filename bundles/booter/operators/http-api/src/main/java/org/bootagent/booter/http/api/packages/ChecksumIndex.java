package org.bootagent.booter.http.api.packages;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bootagent.api.packages.Checksum;

/** Caches checksums, so that large files are read once. A note has the size and modification time of its file, and is void when these differ. */
final class ChecksumIndex {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;

    ChecksumIndex(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Checksum checksum(Path file) throws IOException {
        var note = note(file);
        var lines = read(file);
        if (lines.length == 2 && lines[0].equals(note) && HEX.matcher(lines[1]).matches()) {
            return new Checksum(lines[1]);
        }
        var checksum = compute(file);
        note(file, file, checksum);
        return checksum;
    }

    /** Notes the checksum of a file that is, or is about to be, known as {@code name}. */
    void note(Path file, Path name, Checksum checksum) throws IOException {
        Files.writeString(entry(name), note(file) + "\n" + checksum.hex());
    }

    void forget(Path name) throws IOException {
        Files.deleteIfExists(entry(name));
    }

    private String[] read(Path name) throws IOException {
        try {
            return Files.readString(entry(name)).split("\n", -1);
        } catch (NoSuchFileException e) {
            return new String[0];
        }
    }

    private Path entry(Path name) {
        return directory.resolve(name.getFileName());
    }

    private static String note(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.size() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " "
                + attributes.fileKey();
    }

    private static Checksum compute(Path file) throws IOException {
        var sha = sha256();
        try (var in = new DigestInputStream(Files.newInputStream(file), sha)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new Checksum(HexFormat.of().formatHex(sha.digest()));
    }
}
