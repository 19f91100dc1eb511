package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on real small file systems; only root can mount them. */
class FullDiskTest {
    private static final Section<Text> SECTION = new Section<>("text", Text.class);

    @TempDir
    Path directory;

    private Path home;
    private Path filler;

    record Text(String text) {}

    @BeforeEach
    void mount() throws IOException {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "none", small.toString()) == 0, "cannot mount here");
        home = Files.createDirectory(
                small.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        filler = small.resolve("filler");
    }

    @AfterEach
    void unmount() throws IOException {
        run("umount", directory.resolve("small").toString());
    }

    @Test
    void goesOnCommittingWithNoByteFree() throws IOException {
        var metafile = MetafileFile.open(home).keepingSpares();
        put(metafile, "before");
        fill();

        for (int i = 0; i < 7; i++) {
            put(metafile, i + "x".repeat(20_000 * (i % 3)));
            fill();
            assertThat(text(MetafileFile.open(home))).isEqualTo(text(metafile)).startsWith(i + "");
        }
        assertThat(metafile.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("no space left", "202"));

        // At most one of the two can then be torn.
        Files.writeString(home.resolve("metafile.json"), "torn");
        assertThat(text(MetafileFile.open(home))).startsWith("5");
    }

    @Test
    void losesNoneOfItsReserveToWhoeverFillsTheDisk() throws IOException {
        var metafile = MetafileFile.open(home).keepingSpares();
        put(metafile, "before");
        fill();
        for (int i = 0; i < 12; i++) {
            // Sometimes a little is free, so that a commit takes no reserve.
            put(metafile, "x".repeat(i % 3 == 0 ? 30_000 : 1_000) + i);
            if (i % 2 == 0) {
                fill();
            }
        }
        fill();

        put(metafile, "y".repeat(100_000));

        assertThat(text(MetafileFile.open(home))).hasSize(100_000);
    }

    @Test
    void startsAndIsAsBeforeOnceThereIsSpace() throws IOException {
        put(MetafileFile.open(home).keepingSpares(), "before");
        fill();
        var metafile = MetafileFile.open(home).keepingSpares();
        put(metafile, "full");
        fill();
        put(metafile, "full again");

        Files.delete(filler);
        put(metafile, "well");

        assertThat(metafile.trouble()).isEmpty();
        assertThat(Files.size(home.resolve("metafile.json"))).isLessThan(1000);
        assertThat(home.resolve("metafile.json.spare-1")).exists();
        assertThat(home.resolve("metafile.json.spare-2")).exists();
        assertThat(text(MetafileFile.open(home))).isEqualTo("well");
    }

    @Test
    void saysThatTheDiskIsFullWhereItCannotGoOn() throws IOException {
        var metafile = MetafileFile.open(home);
        put(metafile, "before");
        fill();

        assertThatThrownBy(() -> put(metafile, "x".repeat(100_000)))
                .isInstanceOfSatisfying(
                        MetafileException.class, e -> assertThat(e.diskFull()).isTrue());
        assertThat(text(metafile)).isEqualTo("before");
    }

    @Test
    void locksTheHomeWithNoByteFree() throws IOException {
        HomeLock.acquire(home).close();
        fill();
        var lock = HomeLock.acquire(home);
        try {
            assertThatThrownBy(() -> HomeLock.acquire(home))
                    .hasMessageContaining("pid " + ProcessHandle.current().pid());
        } finally {
            lock.close();
        }
    }

    /** Fills the disk to the last byte. */
    private void fill() throws IOException {
        run("sh", "-c", "cat /dev/zero >>" + filler + " 2>/dev/null");
        assertThat(home.toFile().getFreeSpace()).isZero();
    }

    private static void put(MetafileFile metafile, String text) {
        metafile.commit(edit -> edit.put(SECTION, new Text(text)));
    }

    private static String text(MetafileFile metafile) {
        return metafile.read(SECTION).orElseThrow().text();
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }
}
