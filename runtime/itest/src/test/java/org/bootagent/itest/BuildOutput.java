package org.bootagent.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Locates the build's output. */
public final class BuildOutput {
    private static final Path ROOT = Path.of(System.getProperty("bootagent.root", "../.."))
            .toAbsolutePath()
            .normalize();

    private BuildOutput() {}

    /** The checkout. */
    public static Path root() {
        return ROOT;
    }

    public static Path features() {
        return there("features/target/classes/features");
    }

    /** The features' bundles, in Maven's layout. */
    public static Path repository() {
        return there("features/target/repository");
    }

    public static Path agent() {
        return there("runtime/agent/target/bootagent");
    }

    public static Path booter() {
        return there("runtime/booter/target/booter");
    }

    /** The action bundle made from the template. */
    public static Path action() {
        return there("contrib/action-template/target/org.example.action.ping-1.0.0.jar");
    }

    /** Creates a directory under the target directory, kept for debugging failures. Its path is short, because the path of a socket is limited. */
    public static Path scratch(String name) {
        try {
            Path parent = Files.createDirectories(ROOT.resolve("runtime/itest/target/it"));
            for (int i = 1; ; i++) {
                Path directory = parent.resolve(name + i);
                if (directory.toFile().mkdir()) {
                    return directory;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path there(String path) {
        Path file = ROOT.resolve(path);
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is not there; run: mvn package");
        }
        return file;
    }
}
