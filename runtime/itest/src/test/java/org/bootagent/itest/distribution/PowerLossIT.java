package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bootagent.testing.crash.CrashTable;
import org.bootagent.testing.crash.Disk;
import org.bootagent.testing.crash.DiskState;
import org.bootagent.testing.crash.PowerLoss;
import org.bootagent.testing.crash.Strace;
import org.bootagent.testing.crash.SystemCall;
import org.bootagent.testing.crash.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loses power at any moment of a job. Every resulting state of the disk (see {@link Disk}) is checked, and BootAgent is started on evenly spread ones, on more
 * of them in {@code contrib/crash.sh}.
 */
class PowerLossIT {
    private static final Set<String> KEPT = Set.of("cache", "log", "lock");

    /** States that the disk may hold, each with whether the server has heard by then that the job is done. */
    private record Recording(Map<DiskState, Boolean> states, String finished) {}

    @ParameterizedTest
    @EnumSource
    void findsTheOldOrTheNewStateInEachOfThem(WatchedJob job) throws Exception {
        try (var host = new WatchedHost()) {
            job.prepare(host);
            var recording = record(host, job, Strace.recording(host.trace));
            assertThat(recording.states()).hasSizeGreaterThan(300).containsValues(true, false);
            for (var state : recording.states().entrySet()) {
                assertThat(job.wrong(state.getKey(), state.getValue(), recording.finished()))
                        .as("%s", state.getKey().files().keySet())
                        .isEmpty();
            }
            var chosen =
                    Sampling.spread(List.copyOf(recording.states().keySet()), System.getProperty("crash.states", "2"));
            for (DiskState state : chosen) {
                restart(host, state);
                job.expectResolved(host, "power loss that left " + state.files().keySet());
                host.cutPower();
            }
            int all = recording.states().size();
            CrashTable.add("power loss in " + job + ", looked at", all, all, all);
            CrashTable.add("power loss in " + job + ", started on", all, chosen.size(), chosen.size());
        }
    }

    @Test
    void findsOutThatTheDiskLies() throws Exception {
        var job = WatchedJob.INSTALL;
        try (var host = new WatchedHost()) {
            job.prepare(host);
            var recording = record(host, job, Strace.recordingWithoutSync(host.trace));
            assertThat(recording.states().entrySet())
                    .anySatisfy(state -> assertThat(job.wrong(state.getKey(), state.getValue(), recording.finished()))
                            .isPresent());
        }
    }

    private static Recording record(WatchedHost host, WatchedJob job, List<String> strace) throws IOException {
        var disk = Disk.of(host.agent.home(), file -> WatchedHost.isState("/" + file));
        host.attach(strace);
        job.give(host);
        assertThat(host.server.awaitResult().path("errcode").asInt()).isZero();
        host.awaitQuiet();
        awaitDurable(host);
        host.cutPower();
        host.awaitTracers();
        String finished = Files.readString(host.agent.home().resolve("metafile.json"));
        return new Recording(
                states(disk, Trace.read(host.trace).calls(), host.agent.home().toString()), finished);
    }

    /** Waits until the last commit is durable: its content can be read a moment before. */
    private static void awaitDurable(WatchedHost host) {
        String home = host.agent.home().toString();
        Await.until(
                () -> Trace.read(host.trace).calls(),
                calls -> last(calls, home)
                        > lastIndex(
                                calls,
                                call -> call.name().startsWith("rename")
                                        && call.paths().get(1).equals(home + "/metafile.json")));
    }

    /** Returns the states. One that is possible both before and after the job's end counts as before. */
    private static Map<DiskState, Boolean> states(Disk disk, List<SystemCall> calls, String home) {
        var ours = calls.stream().filter(call -> isState(call, home)).toList();
        int last = last(ours, home);
        var power = new PowerLoss(20260101);
        var states = new LinkedHashMap<DiskState, Boolean>();
        for (int i = 0; i < ours.size(); i++) {
            if (disk.apply(ours.get(i)) || i == last) {
                for (DiskState state : power.states(disk)) {
                    states.merge(state, i >= last, Boolean::logicalAnd);
                }
            }
        }
        return states;
    }

    private static boolean isState(SystemCall call, String home) {
        var paths = call.paths();
        return paths.stream().anyMatch(path -> path.startsWith(home))
                && paths.stream()
                        .filter(path -> path.startsWith(home))
                        .allMatch(path -> WatchedHost.isState(path.substring(home.length())));
    }

    /** Returns the sync that ends the last commit, which records the result's confirmation. */
    private static int last(List<SystemCall> calls, String home) {
        return lastIndex(
                calls, call -> call.name().equals("fsync") && call.paths().contains(home));
    }

    /** Returns the last of these calls that has succeeded; -1: there is none. */
    private static int lastIndex(List<SystemCall> calls, Predicate<SystemCall> wanted) {
        int last = -1;
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).succeeded() && wanted.test(calls.get(i))) {
                last = i;
            }
        }
        return last;
    }

    private static void restart(WatchedHost host, DiskState state) throws IOException {
        Path home = host.agent.home();
        for (Path file : children(home)) {
            if (!KEPT.contains(file.getFileName().toString())) {
                delete(file);
            }
        }
        state.materialise(home);
        host.server.giveAgain();
        host.agent.run();
    }

    private static void delete(Path file) throws IOException {
        if (Files.isDirectory(file) && !Files.isSymbolicLink(file)) {
            for (Path child : children(file)) {
                delete(child);
            }
        }
        Files.delete(file);
    }

    private static List<Path> children(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.toList();
        }
    }
}
