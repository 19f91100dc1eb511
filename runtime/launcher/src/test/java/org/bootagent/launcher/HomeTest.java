package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path directory;

    private Path home;

    @BeforeEach
    void chooseHome() {
        home = directory.resolve("home");
    }

    @Test
    void aNewHomeIsItsOwnersAlone() throws IOException {
        Home.create(home, "output", "agents");
        assertThat(permissions(home)).isEqualTo("rwx------");
    }

    /** An operator or an earlier version created it. */
    @Test
    void inOneThatAllCanLookIntoWhatIsSecretIsShut() throws IOException {
        Files.createDirectories(home.resolve("output"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(home.resolve("output"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Home.create(home, "output", "db", "agents", "cache/fileinstall");
        assertThat(permissions(home.resolve("output"))).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("db"))).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("cache"))).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("agents")))
                .as("their users pass through")
                .isEqualTo("rwx-----x");
    }

    /** Closes a home to others, who could choose the next run's settings and code by writing there. */
    @Test
    void oneThatAllCanWriteInIsShut() throws IOException {
        Files.createDirectories(home);
        for (String open : List.of("rwxrwxrwx", "rwxr-xr-x", "rwxrwx---", "rwx----w-")) {
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(open));
            Home.create(home, "cache");
            assertThat(permissions(home)).as(open).isEqualTo("rwx------");
        }
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        Home.create(home, "cache");
        assertThat(permissions(home)).as("only passed through").isEqualTo("rwx--x--x");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
