package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameworkCacheTest {
    @TempDir
    Path directory;

    @Test
    void isInTheHomeWhileThatHasSpace() {
        assertThat(FrameworkCache.of(directory, List.of())).isEqualTo(directory.resolve("cache"));
    }

    /** Runs on a real small file system; only root can mount one. */
    @Test
    void isElsewhereWhenTheHomeIsFullAndNeverInADirectoryOfSomebodyElse() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", home.toString()) == 0, "cannot mount here");
        try {
            Path cache = FrameworkCache.of(home, List.of(directory.resolve("none"), elsewhere));
            assertThat(cache.getParent()).isEqualTo(elsewhere);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                    .isEqualTo("rwx------");
            assertThat(FrameworkCache.of(home, List.of(elsewhere))).isEqualTo(cache);

            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(FrameworkCache.of(home, List.of(elsewhere))).isEqualTo(home.resolve("cache"));
        } finally {
            run("umount", home.toString());
        }
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }
}
