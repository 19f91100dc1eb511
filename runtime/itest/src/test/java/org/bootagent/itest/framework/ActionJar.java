package org.bootagent.itest.framework;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.bootagent.itest.Build;
import org.osgi.framework.Constants;

/** The action bundle that the template builds, as an operator handles its jar. */
final class ActionJar {
    private final Path file;

    /** @param home of the host agent it goes to */
    ActionJar(Path home) {
        this.file = home.resolve("actions/ping.jar");
    }

    /** Puts it there as the build left it. */
    void deploy() throws IOException {
        Path fresh = file.resolveSibling("ping.new");
        Files.copy(Build.action(), fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts another version in its place, one whose answers begin otherwise. */
    void replace(String version, String greeting) throws IOException {
        Path fresh = file.resolveSibling("ping.new");
        try (var jar = new JarFile(Build.action().toFile());
                var out = Files.newOutputStream(fresh)) {
            write(jar, out, version, greeting);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void remove() throws IOException {
        Files.delete(file);
    }

    private static void write(JarFile jar, OutputStream out, String version, String greeting) throws IOException {
        var manifest = jar.getManifest();
        manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
        try (var copy = new JarOutputStream(out, manifest)) {
            for (var entry : jar.stream().toList()) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !entry.isDirectory()) {
                    copy.putNextEntry(new ZipEntry(entry.getName()));
                    copy.write(content(jar.getInputStream(entry), entry.getName(), greeting));
                }
            }
        }
    }

    /** The greeting is a default of the component's description. */
    private static byte[] content(InputStream in, String name, String greeting) throws IOException {
        byte[] bytes = in.readAllBytes();
        if (!name.matches("OSGI-INF/[^/]*\\.xml")) {
            return bytes;
        }
        return new String(bytes, StandardCharsets.UTF_8)
                .replace("value=\"pong\"", "value=\"" + greeting + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }
}
