package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.bootagent.api.metafile.MetafileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedCommitTest {
    /** System calls of a commit after the first one. A failing link is not among them: the current file is renamed instead. */
    private static final List<String> CALLS =
            List.of("0 write", "1 fsync", "2 delete", "3 link", "4 rename", "5 rename", "6 syncDirectory");

    @TempDir
    Path home;

    private final FaultyDisk disk = new FaultyDisk();

    @ParameterizedTest
    @ValueSource(strings = {"0 write", "1 fsync", "2 delete", "5 rename", "6 syncDirectory"})
    void leavesTheStateAsItWas(String fault) {
        var metafile = withTwo();
        disk.failWhen(fault::equals);

        assertThatThrownBy(() -> commit(metafile, 3))
                .isInstanceOf(MetafileException.class)
                .hasMessageContaining("metafile.json could not be written");

        assertThat(disk.faults).isEqualTo(1);
        assertThat(metafile.read(Counter.SECTION)).contains(Counter.of(2));
        assertThat(onDisk()).isEqualTo(2);
        disk.failWhen(call -> false);
        commit(metafile, 4);
        assertThat(metafile.read(Counter.SECTION)).contains(Counter.of(4));
        assertThat(onDisk()).isEqualTo(4);
    }

    @Test
    void callsTheDiskInThisOrder() {
        var metafile = withTwo();
        disk.failWhen(call -> false);
        commit(metafile, 3);
        assertThat(disk.calls).isEqualTo(CALLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3 link", "4 rename"})
    void doesWithoutLinksWhereThereAreNone(String fault) {
        var metafile = withTwo();
        disk.failWhen(fault::equals);
        commit(metafile, 3);
        assertThat(disk.faults).isEqualTo(1);
        assertThat(onDisk()).isEqualTo(3);
        assertThat(home.resolve("metafile.json.previous")).exists();
    }

    @Test
    void neverUsesATemporaryAgainWhoseSyncFailed() throws Exception {
        var metafile = withTwo();
        disk.failWhen(call -> call.endsWith("fsync") || call.endsWith("delete"));
        assertThatThrownBy(() -> commit(metafile, 3)).isInstanceOf(MetafileException.class);
        assertThat(disk.faults).isEqualTo(2);
        Path leftOver = home.resolve("metafile.json.tmp-3");
        var inode = Files.getAttribute(leftOver, "unix:ino");

        disk.failWhen(call -> false);
        commit(metafile, 4);

        assertThat(Files.getAttribute(leftOver, "unix:ino")).isEqualTo(inode);
        assertThat(Files.getAttribute(home.resolve("metafile.json"), "unix:ino"))
                .isNotEqualTo(inode);
        assertThat(MetafileFile.open(home).read(Counter.SECTION)).contains(Counter.of(4));
        assertThat(leftOver).doesNotExist();
    }

    @Test
    void isIntactOnDiskAtEveryInstantEvenIfAllFailsFromThereOn() {
        for (int from = 0; from < CALLS.size(); from++) {
            int first = from;
            var metafile = MetafileFile.open(home, disk, Clock.systemUTC());
            commit(metafile, 1);
            commit(metafile, 2);
            disk.failWhen(call -> Integer.parseInt(call.substring(0, call.indexOf(' '))) >= first);

            assertThatThrownBy(() -> commit(metafile, 3)).isInstanceOf(MetafileException.class);

            assertThat(disk.faults).isPositive();
            // With the directory's sync, and then the way back, failing, the commit may be seen though it was not
            // acknowledged.
            assertThat(onDisk()).as("from call %d", from).isIn(first == 6 ? List.of(2L, 3L) : List.of(2L));
            disk.failWhen(call -> false);
        }
    }

    @Test
    void neverKeepsAsPreviousWhatWasNotAcknowledged() throws Exception {
        var metafile = withTwo();
        disk.failWhen(call -> Integer.parseInt(call.substring(0, call.indexOf(' '))) >= 6);
        assertThatThrownBy(() -> commit(metafile, 3)).isInstanceOf(MetafileException.class);
        assertThat(disk.faults).as("the sync, and the way back").isEqualTo(2);
        assertThat(onDisk()).isEqualTo(3);

        disk.failWhen(call -> false);
        commit(metafile, 4);
        Files.writeString(home.resolve("metafile.json"), "torn");
        assertThat(onDisk()).isEqualTo(2);
    }

    @Test
    void leavesNoMetafileWhenTheFirstCommitFails() {
        var metafile = MetafileFile.open(home, disk, Clock.systemUTC());
        disk.failWhen(call -> call.endsWith("syncDirectory"));
        assertThatThrownBy(() -> commit(metafile, 1)).isInstanceOf(MetafileException.class);
        assertThat(disk.faults).isEqualTo(1);
        assertThat(MetafileFile.peek(home)).isEmpty();
    }

    private MetafileFile withTwo() {
        var metafile = MetafileFile.open(home, disk, Clock.systemUTC());
        commit(metafile, 1);
        commit(metafile, 2);
        return metafile;
    }

    private static void commit(MetafileFile metafile, long value) {
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(value)));
    }

    private long onDisk() {
        return MetafileFile.peek(home).orElseThrow().get("counter").get("value").asLong();
    }
}
