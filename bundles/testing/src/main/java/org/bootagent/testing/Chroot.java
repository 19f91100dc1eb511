package org.bootagent.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs a class in a chroot whose root is no mount point, where the JDK finds no file store. Its mounts end with the last process in it. */
public final class Chroot {
    private static final String SCRIPT = """
            set -e
            mount --make-rprivate /
            root=$1
            shift
            while [ "$1" != -- ]; do
              mkdir -p "$root$1"
              mount --bind "$1" "$root$1"
              shift
            done
            shift
            exec chroot "$root" "$@"
            """;

    private Chroot() {}

    /** Returns whether this process may make one. */
    public static boolean possible() throws IOException, InterruptedException {
        return new ProcessBuilder("unshare", "-m", "mount", "--make-rprivate", "/")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    /**
     * Returns the output of its {@code main}.
     *
     * @throws IOException if it failed
     */
    public static String run(Path root, Class<?> main, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", SCRIPT, "sh", root.toString()));
        command.addAll(directories());
        command.addAll(List.of(
                "--", Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    private static Set<String> directories() {
        var directories = new TreeSet<>(List.of("/usr", "/bin", "/lib", "/lib64", "/etc", "/proc", "/dev"));
        directories.add(top(System.getProperty("java.home")));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .forEach(entry -> directories.add(top(entry)));
        directories.removeIf(directory -> !Files.isDirectory(Path.of(directory)));
        return directories;
    }

    private static String top(String path) {
        return "/" + Path.of(path).toAbsolutePath().getName(0);
    }
}
