package org.bootagent.job.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bootagent.api.packages.Checksum;

/** Builds jars, well-formed and malicious. */
final class Jars {
    static final String PING = "org.example.action.ping";
    /** Header that tells the simulated framework what the bundle does when started. */
    static final String BEHAVIOUR = "Test-Behaviour";

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private Jars() {}

    static Jars empty() {
        return new Jars();
    }

    static Jars bundle(String name, String version) {
        return empty().header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", name)
                .header("Bundle-Version", version);
    }

    static Jars ping(String version) {
        return bundle(PING, version).entry("org/example/Ping.class", version.getBytes(StandardCharsets.UTF_8));
    }

    Jars header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Jars entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Returns the jar with its manifest first, if there are headers. */
    byte[] bytes() {
        var all = new LinkedHashMap<String, byte[]>();
        if (!headers.isEmpty()) {
            all.put(JarFile.MANIFEST_NAME, manifest());
        }
        all.putAll(entries);
        return zip(all);
    }

    /** Returns the jar with its manifest last. */
    byte[] bytesWithLateManifest() {
        var all = new LinkedHashMap<>(entries);
        all.put(JarFile.MANIFEST_NAME, manifest());
        return zip(all);
    }

    Path write(Path file) {
        return write(file, bytes());
    }

    static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Checksum checksum(Path file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return new Checksum(HexFormat.of().formatHex(digest));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] manifest() {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        var out = new ByteArrayOutputStream();
        try {
            manifest.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                var file = new ZipEntry(entry.getKey());
                // Or two of the same content are two jars.
                file.setTime(0);
                zip.putNextEntry(file);
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
