package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bootagent.testing.crash.CrashTable;
import org.bootagent.testing.crash.KillPoint;
import org.bootagent.testing.crash.Strace;
import org.bootagent.testing.crash.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills BootAgent with -9 as it enters a system call of a job that changes its home; its next start finishes the job, or undoes it. All of these calls in
 * {@code contrib/crash.sh}, evenly spread ones otherwise.
 */
class KilledJobsIT {
    private static final Map<WatchedJob, List<KillPoint>> CHOSEN = new ConcurrentHashMap<>();
    private static final Map<WatchedJob, Integer> ALL = new ConcurrentHashMap<>();
    private static final Map<WatchedJob, AtomicInteger> KILLS = new ConcurrentHashMap<>();
    private static final Map<WatchedJob, AtomicInteger> RECOVERED = new ConcurrentHashMap<>();

    static Stream<Arguments> points() {
        return Stream.of(WatchedJob.values())
                .flatMap(job -> chosen(job).stream().map(point -> Arguments.of(job, point)));
    }

    @AfterAll
    static void everyPointHadItsKill() {
        CHOSEN.forEach((job, points) -> {
            CrashTable.add(
                    job.toString(),
                    ALL.get(job),
                    count(KILLS, job).get(),
                    count(RECOVERED, job).get());
            assertThat(count(KILLS, job)).as("kills of %s", job).hasValue(points.size());
        });
    }

    private static AtomicInteger count(Map<WatchedJob, AtomicInteger> counts, WatchedJob job) {
        return counts.computeIfAbsent(job, it -> new AtomicInteger());
    }

    @ParameterizedTest
    @MethodSource("points")
    @Execution(ExecutionMode.CONCURRENT)
    void killedAt(WatchedJob job, KillPoint point) throws Exception {
        try (var host = new WatchedHost()) {
            job.prepare(host);
            var bystander = job.bystander(host);
            var names = host.names();
            Long thread = host.threads().get(point.thread());
            assertThat(thread).as("thread %s", point.thread()).isNotNull();
            host.attach(Strace.killing(point, names, host.trace), thread);
            job.give(host);
            host.agent.program().await();
            host.awaitTracers();
            assertThat(point.killed(Trace.read(host.trace), names))
                    .as("killed at %s", point)
                    .isTrue();
            count(KILLS, job).incrementAndGet();

            host.agent.run();
            job.expectResolved(host, bystander, point.toString());
            count(RECOVERED, job).incrementAndGet();
        }
    }

    private static List<KillPoint> chosen(WatchedJob job) {
        var points = recorded(job);
        assertThat(points).as("%s", job).hasSizeGreaterThan(40);
        assertThat(points)
                .extracting(KillPoint::call)
                .contains("mkdir", "rename", "symlink", "unlink", "write", "fsync", "link");
        ALL.put(job, points.size());
        CHOSEN.put(job, Sampling.spread(points, System.getProperty("crash.points", "3")));
        return CHOSEN.get(job);
    }

    private static List<KillPoint> recorded(WatchedJob job) {
        try (var host = new WatchedHost()) {
            job.prepare(host);
            var names = host.names();
            var threads = Set.copyOf(host.threads().values());
            host.attach(Strace.recording(host.trace));
            job.give(host);
            assertThat(host.server.awaitResult().path("errcode").asInt()).isZero();
            host.awaitQuiet();
            var late = Set.copyOf(host.threads().values());
            host.cutPower();
            host.awaitTracers();
            var trace = Trace.read(host.trace);
            var ofLateThreads = KillPoint.of(
                    trace, names, WatchedHost::isState, tid -> late.contains(tid) && !threads.contains(tid));
            assertThat(ofLateThreads)
                    .as("all is done by threads that were there")
                    .isEmpty();
            return KillPoint.of(trace, names, WatchedHost::isState, threads::contains);
        }
    }
}
