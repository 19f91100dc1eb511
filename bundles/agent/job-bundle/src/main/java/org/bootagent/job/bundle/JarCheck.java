package org.bootagent.job.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/**
 * Reads a jar to its end before the framework sees it, sequentially and by its directory. A jar that is damaged, inflates without bound or was changed after
 * signing is refused.
 */
final class JarCheck {
    static final int MAX_ENTRIES = 20_000;
    static final long MAX_BYTES = 256L << 20;
    static final int MAX_MANIFEST = 1 << 20;

    private static final Pattern VERSION =
            Pattern.compile("\\d{1,9}(\\.\\d{1,9}(\\.\\d{1,9}(\\.[A-Za-z0-9_-]{1,64})?)?)?");

    private final Path jar;
    private int entries;
    private long bytes;
    private Manifest manifest;

    private JarCheck(Path jar) {
        this.jar = jar;
    }

    /** @throws JobException {@link ErrorCode#BAD_PACKAGE}, {@link ErrorCode#PACKAGE_TOO_LARGE} */
    static JarFacts check(Path jar) throws JobException {
        try {
            return new JarCheck(jar).check();
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            throw bad("it cannot be read: " + e.getMessage(), e);
        }
    }

    private JarFacts check() throws IOException, JobException {
        try (var in = new ZipInputStream(Files.newInputStream(jar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                read(entry, in);
            }
        }
        if (manifest == null) {
            throw bad("it has no META-INF/MANIFEST.MF at its beginning", null);
        }
        var facts = facts(manifest.getMainAttributes());
        checkByDirectory();
        return facts;
    }

    private void read(ZipEntry entry, InputStream in) throws IOException, JobException {
        if (++entries > MAX_ENTRIES) {
            throw tooLarge("it has more than " + MAX_ENTRIES + " entries");
        }
        checkName(entry.getName());
        // Class loaders look for it in the first two entries only.
        if (entries <= 2 && entry.getName().equals(JarFile.MANIFEST_NAME)) {
            manifest = manifest(in);
        } else {
            count(in);
        }
    }

    private static void checkName(String name) throws JobException {
        boolean leaves = name.startsWith("/") || Arrays.asList(name.split("/")).contains("..");
        if (leaves || name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            throw bad("entry '" + name.replaceAll("\\p{Cntrl}", "?") + "' has a name that no jar needs", null);
        }
    }

    private static Manifest manifest(InputStream in) throws IOException, JobException {
        byte[] content = in.readNBytes(MAX_MANIFEST + 1);
        if (content.length > MAX_MANIFEST) {
            throw tooLarge("its manifest has more than " + (MAX_MANIFEST >> 20) + " MiB");
        }
        return new Manifest(new ByteArrayInputStream(content));
    }

    private void count(InputStream in) throws IOException, JobException {
        var buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes += n;
            if (bytes > MAX_BYTES) {
                throw tooLarge("unpacked it has more than " + (MAX_BYTES >> 20) + " MiB");
            }
        }
    }

    /** Reads the jar as the framework does, by its directory, and checks signatures if there are any. */
    private void checkByDirectory() throws IOException, JobException {
        JarTail.check(jar);
        bytes = 0;
        try (var file = new JarFile(jar.toFile(), true)) {
            if (file.size() != entries) {
                throw bad("its directory lists " + file.size() + " entries and it has " + entries, null);
            }
            for (var all = file.entries(); all.hasMoreElements(); ) {
                try (var in = file.getInputStream(all.nextElement())) {
                    count(in);
                }
            }
        }
    }

    private static JarFacts facts(Attributes header) throws JobException {
        String name = header.getValue("Bundle-SymbolicName");
        if (name == null || !"2".equals(header.getValue("Bundle-ManifestVersion"))) {
            throw bad(
                    "its manifest has no Bundle-SymbolicName, or not Bundle-ManifestVersion 2; build it as a bundle",
                    null);
        }
        if (header.getValue("Fragment-Host") != null) {
            throw bad(
                    "it is a fragment of " + header.getValue("Fragment-Host") + ", which cannot serve by itself", null);
        }
        String version = header.getValue("Bundle-Version") == null
                ? "0.0.0"
                : header.getValue("Bundle-Version").strip();
        name = name.replaceFirst(";.*", "").strip();
        if (!JarFacts.isName(name) || !VERSION.matcher(version).matches()) {
            throw bad("Bundle-SymbolicName '" + name + "' or Bundle-Version '" + version + "' is none", null);
        }
        return new JarFacts(name, version);
    }

    static JobException bad(String why, Exception cause) {
        return new JobException(ErrorCode.BAD_PACKAGE, "the file is no bundle: " + why, cause);
    }

    static JobException tooLarge(String why) {
        return new JobException(ErrorCode.PACKAGE_TOO_LARGE, "the bundle is too large: " + why);
    }
}
