package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bootagent.metafile.store.WatchedCommits.Mutant;
import org.bootagent.testing.crash.CrashTable;
import org.bootagent.testing.crash.Disk;
import org.bootagent.testing.crash.DiskState;
import org.bootagent.testing.crash.PowerLoss;
import org.bootagent.testing.crash.Strace;
import org.bootagent.testing.crash.SystemCall;
import org.bootagent.testing.crash.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state in which a power loss may leave the disk in the course of a first start and some commits, see {@link Disk}, is opened. */
class PowerLossTest {
    private static final int ENOUGH = 100;

    /** Logger silenced for this test, as it reports hundreds of damaged files. Held here, since the JDK forgets the level of an unreferenced logger. */
    private static final Logger QUIET = Logger.getLogger(MetafileRecovery.class.getName());

    @TempDir
    Path directory;

    private int states;

    @BeforeAll
    static void quiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        QUIET.setLevel(null);
    }

    @Test
    void hasWhatWasAcknowledgedInEveryState() throws Exception {
        assertThat(wrong(Strace.recording(trace()), Mutant.NONE)).isEmpty();
        assertThat(states).isGreaterThan(ENOUGH);
        CrashTable.add("power loss in a metafile change", states, states, states);
    }

    @Test
    void isFoundOutWhenTheDiskLies() throws Exception {
        assertThat(wrong(Strace.recordingWithoutSync(trace()), Mutant.NONE)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFoundOutWhenASyncIsLeftOut(Mutant mutant) throws Exception {
        assertThat(wrong(Strace.recording(trace()), mutant)).isPresent();
    }

    private Path trace() {
        return directory.resolve("trace");
    }

    /** Returns the first power loss after which something is wrong. */
    private Optional<String> wrong(List<String> watcher, Mutant mutant) throws Exception {
        Path root = Files.createDirectories(directory.resolve("root"));
        var disk = Disk.of(root, file -> true);
        int exit = WatchedCommits.start(watcher, root.resolve("homes/home"), mutant, directory.resolve("said"))
                .waitFor();
        assertThat(exit).isZero();

        var power = new PowerLoss(20260101);
        Map<Long, Set<DiskState>> seen = new HashMap<>();
        long acknowledged = 0;
        for (SystemCall call : Trace.read(trace()).calls()) {
            long now = WatchedCommits.acknowledged(call, acknowledged);
            if (disk.apply(call) || now > acknowledged) {
                acknowledged = now;
                for (DiskState state : power.states(disk)) {
                    boolean isNew =
                            seen.computeIfAbsent(now, it -> new HashSet<>()).add(state);
                    var wrong = isNew ? wrong(state, now) : Optional.<String>empty();
                    if (wrong.isPresent()) {
                        return wrong;
                    }
                }
            }
        }
        assertThat(acknowledged).isEqualTo(WatchedCommits.COMMITS);
        states = seen.values().stream().mapToInt(Set::size).sum();
        return Optional.empty();
    }

    private Optional<String> wrong(DiskState state, long acknowledged) throws IOException {
        Path copy = Files.createTempDirectory(directory, "state");
        state.materialise(copy);
        long found = value(copy.resolve("homes/home"));
        return found < acknowledged || found > acknowledged + 1
                ? Optional.of("%d acknowledged, %d found in %s".formatted(acknowledged, found, state.files()))
                : Optional.empty();
    }

    private static long value(Path home) {
        return Files.exists(home)
                ? MetafileFile.open(home)
                        .read(Counter.SECTION)
                        .map(Counter::value)
                        .orElse(0L)
                : 0;
    }
}
