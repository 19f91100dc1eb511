package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.DiskErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
    @TempDir
    Path directory;

    @Test
    void tellsAFullDiskFromAnotherFailure() {
        assertThat(code(new FileSystemException("/x", null, "No space left on device")))
                .isEqualTo(ErrorCode.DISK_FULL);
        assertThat(code(new IOException("Disk quota exceeded"))).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(code(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo(ErrorCode.IO_ERROR);
        assertThat(code(new IOException())).isEqualTo(ErrorCode.IO_ERROR);
    }

    /** On a real small file system; only root can mount one. */
    @Test
    void leavesNothingOnADiskThatFilledUp() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(mount(small), "cannot mount a tmpfs here");
        try (var home = new Home(Files.createDirectory(small.resolve("home")))) {
            var noise = new byte[3 << 20];
            new Random(1).nextBytes(noise);
            Path fits = tar("fits", new byte[1000]);
            Path fillsWhenUnpacked = tar("unpacked", noise);
            Path fillsWhenFetched = tar("fetched", new byte[6 << 20]);
            var before = home.stage(fits);
            var files = home.everything();

            FormatsTest.assertRefused(ErrorCode.DISK_FULL, () -> home.stage(fillsWhenFetched), "no space");
            assertThat(home.everything()).isEqualTo(files);
            FormatsTest.assertRefused(ErrorCode.DISK_FULL, () -> home.stage(fillsWhenUnpacked), "no space");
            assertThat(home.everything()).isEqualTo(files);
            home.store.activate(before);
            assertThat(home.store.current("agent")).contains(before);
        } finally {
            RealPackages.run("umount", small.toString());
        }
    }

    private Path tar(String name, byte[] content) throws IOException {
        return Files.write(
                directory.resolve(name),
                new Tars().file("content", content, 0644).bytes());
    }

    private static ErrorCode code(IOException e) {
        return DiskErrors.decide(e, "write", Path.of("/tmp/x")).code();
    }

    private static boolean mount(Path on) throws Exception {
        var process = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "none", on.toString())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
