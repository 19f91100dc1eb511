package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bootagent.metafile.store.WatchedCommits.Mutant;
import org.bootagent.testing.crash.CrashTable;
import org.bootagent.testing.crash.KillPoint;
import org.bootagent.testing.crash.Names;
import org.bootagent.testing.crash.Strace;
import org.bootagent.testing.crash.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed with -9 as it enters each of the system calls that a first start and some commits are made of; one run for each. */
class KilledAtEveryCallTest {
    private static final int AT_ONCE = 2;
    private static final Set<String> LEFT = Set.of("metafile.json", "metafile.json.previous", "lock");

    @TempDir
    Path directory;

    @Test
    void hasWhatWasAcknowledgedAndNothingHalf() throws Exception {
        var points = record();
        assertThat(points).extracting(KillPoint::ambiguous).containsOnly(false);
        assertThat(points)
                .extracting(KillPoint::call)
                .contains("mkdir", "write", "fsync", "link", "rename", "pwrite64");
        assertThat(points).hasSizeGreaterThan(15);

        var runs = Executors.newFixedThreadPool(AT_ONCE);
        int kills = 0;
        try {
            var killed = Stream.iterate(0, i -> i + 1)
                    .limit(points.size())
                    .map(i -> runs.submit(() -> killedAt(points.get(i), directory.resolve("run" + i))))
                    .toList();
            for (Future<Boolean> run : killed) {
                kills += run.get() ? 1 : 0;
            }
        } finally {
            runs.shutdownNow();
        }
        CrashTable.add("a metafile change", points.size(), points.size(), kills);
        assertThat(kills).isEqualTo(points.size());
    }

    private List<KillPoint> record() throws Exception {
        Path trace = directory.resolve("trace");
        Path home = directory.resolve("home");
        int exit = WatchedCommits.start(Strace.recording(trace), home, Mutant.NONE, directory.resolve("said"))
                .waitFor();
        assertThat(exit).isZero();
        return KillPoint.of(Trace.read(trace), new Names(home.toString(), 0), file -> true, thread -> true);
    }

    private static boolean killedAt(KillPoint point, Path run) throws Exception {
        Path home = Files.createDirectories(run).resolve("home");
        Path trace = run.resolve("trace");
        Path said = run.resolve("said");
        var names = new Names(home.toString(), 0);
        var watcher = Strace.killing(point, names, trace);
        watcher.add("-f");
        int exit = WatchedCommits.start(watcher, home, Mutant.NONE, said).waitFor();
        assertThat(exit).as("%s", point).isNotZero();
        assertThat(point.killed(Trace.read(trace), names))
                .as("killed at %s", point)
                .isTrue();
        expectOldOrNew(home, Files.readAllLines(said).size(), point);
        return true;
    }

    private static void expectOldOrNew(Path home, long acknowledged, KillPoint point) throws IOException {
        HomeDirectory.prepare(home);
        var lock = HomeLock.acquire(home);
        try {
            var metafile = MetafileFile.open(home);
            long found = metafile.read(Counter.SECTION).map(Counter::value).orElse(0L);
            assertThat(found).as("%s", point).isBetween(acknowledged, acknowledged + 1);
            metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(100)));
            try (var files = Files.list(home)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .as("%s", point)
                        .isSubsetOf(LEFT);
            }
            assertThat(MetafileFile.open(home).read(Counter.SECTION)).contains(Counter.of(100));
        } finally {
            lock.close();
        }
    }
}
