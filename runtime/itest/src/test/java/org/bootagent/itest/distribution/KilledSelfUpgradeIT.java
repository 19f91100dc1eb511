package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.bootagent.testing.crash.CrashTable;
import org.bootagent.testing.crash.KillPoint;
import org.bootagent.testing.crash.Strace;
import org.bootagent.testing.crash.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills BootAgent with -9 as it enters a system call of its own upgrade, up to the restart into the new version. Its guard starts it again, and it is then the
 * old version or the new one. It unpacks hundreds of files, so {@code contrib/crash.sh}, too, tries only some of the calls.
 */
class KilledSelfUpgradeIT {
    private static final String SELF = "BootAgent";
    private static final Path DEMO = SamplePackage.daemon("demo", "1.0.0").of(Format.TAR_GZ);
    private static final Path BUILD = BootAgentBuild.of("9.1.0").archive();
    private static final AtomicInteger KILLS = new AtomicInteger();
    private static final AtomicInteger RECOVERED = new AtomicInteger();
    private static int all;
    private static List<KillPoint> chosen = List.of();

    static List<KillPoint> points() {
        var points = recorded();
        assertThat(points).hasSizeGreaterThan(200);
        all = points.size();
        chosen = Sampling.spread(points, System.getProperty("crash.self", "1"));
        return chosen;
    }

    @AfterAll
    static void everyPointHadItsKill() {
        CrashTable.add("a self-upgrade", all, KILLS.get(), RECOVERED.get());
        assertThat(KILLS).hasValue(chosen.size());
    }

    @ParameterizedTest
    @MethodSource("points")
    @Execution(ExecutionMode.CONCURRENT)
    void killedAt(KillPoint point) throws Exception {
        try (var host = new WatchedHost()) {
            var jvm = prepared(host);
            var demo = host.agent.running("demo");
            var names = host.names();
            Long thread = WatchedHost.threads(jvm.pid()).get(point.thread());
            assertThat(thread).as("thread %s", point.thread()).isNotNull();
            host.attach(Strace.killing(point, names, host.trace), thread);
            host.give("upgrade", SELF, BUILD);
            host.awaitTracers();
            assertThat(point.killed(Trace.read(host.trace), names))
                    .as("killed at %s", point)
                    .isTrue();
            KILLS.incrementAndGet();
            expectOldOrNew(host, demo, point);
            RECOVERED.incrementAndGet();
        }
    }

    private static void expectOldOrNew(WatchedHost host, ProcessHandle demo, KillPoint point) throws IOException {
        var result = host.server.awaitResult();
        boolean upgraded = result.path("errcode").asInt() == 0;
        host.awaitQuiet();
        String version = host.agent.ask("status").path("version").asText();
        assertThat(version.startsWith("bootagent-9.1.0-"))
                .as("%s: %s runs after %s", point, version, result)
                .isEqualTo(upgraded);
        assertThat(host.agent.running("demo")).as("adopted after %s", point).isEqualTo(demo);
        Path self = host.agent.agentHome(SELF);
        assertThat(Files.exists(self.resolve("current"))).as("%s", point).isEqualTo(upgraded);
        assertThat(self.resolve("releases/.staging")).as("%s", point).doesNotExist();
        assertThat(host.agent.home().resolve("tmp")).as("%s", point).isEmptyDirectory();
    }

    private static List<KillPoint> recorded() {
        try (var host = new WatchedHost()) {
            var jvm = prepared(host);
            var names = host.names();
            var threads = Set.copyOf(WatchedHost.threads(jvm.pid()).values());
            host.attach(Strace.recordingCalls(host.trace), jvm.pid());
            host.give("upgrade", SELF, BUILD);
            assertThat(host.server.awaitResult().path("errcode").asInt()).isZero();
            host.awaitTracers();
            return KillPoint.of(Trace.read(host.trace), names, WatchedHost::isState, threads::contains);
        }
    }

    /** The JVM that the upgrade begins in. */
    private static ProcessHandle prepared(WatchedHost host) {
        host.startGuarded(DEMO, BUILD).done("install", "demo", DEMO);
        return host.agent.jvm(null);
    }
}
