package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.bootagent.api.metafile.MetafileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path directory;

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        Path home = directory.resolve("a/home");
        HomeDirectory.prepare(home);
        assertThat(permissions(home)).isEqualTo("rwx------");
    }

    @Test
    void isClosedToReadersWhenItIsThereAlready() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        HomeDirectory.prepare(directory);
        assertThat(permissions(directory)).isEqualTo("rwx------");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        HomeDirectory.prepare(directory);
        assertThat(permissions(directory)).isEqualTo("rwx--x--x");
    }

    @Test
    void cannotBeAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> HomeDirectory.prepare(file))
                .isInstanceOf(MetafileException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void isLockedByOneProcessAtATime() throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> HomeLock.acquire(directory))
                    .isInstanceOf(MetafileException.class)
                    .hasMessageContaining("pid " + other.pid())
                    .hasMessageContaining(directory.toString());
        } finally {
            other.destroyForcibly().waitFor();
        }
        HomeLock.acquire(directory).close();
        HomeLock.acquire(directory).close();
    }

    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] args) throws InterruptedException {
            var lock = HomeLock.acquire(Path.of(args[0]));
            System.out.println("locked");
            Thread.sleep(60_000);
            lock.close();
        }
    }

    @Test
    void isOnOneMountWhenNothingSaysOtherwise() throws IOException {
        Files.createDirectories(directory.resolve("tmp"));
        assertThat(MountCheck.check(directory)).isEmpty();
        assertThat(MountCheck.of(List.of()).complaints(directory)).isEmpty();
    }

    @Test
    void saysThatItsTemporaryDirectoryIsOnAnotherMount() throws IOException {
        Path home = Files.createDirectory(directory.resolve("the home")).toRealPath();
        Files.createDirectories(home.resolve("tmp"));
        Files.createDirectories(home.resolve("agents"));
        var mounts = List.of(
                "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                "36 22 8:1 /x " + home.toString().replace(" ", "\\040") + "/tmp rw,noatime - ext4 /dev/sda1 rw");
        assertThat(MountCheck.of(mounts).complaints(home))
                .singleElement()
                .asString()
                .contains(home + "/tmp", "another mount", "Invalid cross-device link");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
