package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.itest.Build;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BootAgent is killed with -9 as it enters any system call of an install that changes a directory; its next start finishes the job, or undoes it. */
class KilledInstallIT {
    private static final String NAME = "demo";
    private static final AtomicInteger KILLS = new AtomicInteger();
    private static Path file;
    private static List<KillPoint> points;

    @BeforeAll
    static void recordAnInstallThatNobodyDisturbs() {
        file = SamplePackage.daemon(NAME, "1.0.0").of(Format.TAR_GZ);
        try (var run = new Run().serving()) {
            run.attach(KillPoint.recording(run.agent.program().pid(), run.trace));
            run.server.give(install(run.server));
            assertThat(run.server.awaitResult().path("errcode").asInt()).isZero();
            run.agent.kill();
            points = KillPoint.of(run.trace, run.agent.home());
        }
        assertThat(points).extracting(KillPoint::call).contains("mkdir", "rename", "symlink", "unlink");
        assertThat(points).hasSizeGreaterThan(20);
    }

    @AfterAll
    static void everyPointHadItsKill() {
        assertThat(KILLS).hasValue(points.size());
    }

    static List<KillPoint> points() {
        return points;
    }

    @ParameterizedTest
    @MethodSource("points")
    @Execution(ExecutionMode.CONCURRENT)
    void killedAt(KillPoint point) throws IOException {
        try (var run = new Run().serving()) {
            run.attach(point.killing(run.agent.program().pid(), run.agent.home(), run.trace));
            run.server.give(install(run.server));
            run.agent.program().await();
            assertThat(point.killed(run.trace, run.agent.home()))
                    .as("killed at %s", point)
                    .isTrue();
            KILLS.incrementAndGet();

            run.agent.run();
            expectInstalled(run, point.toString());
        }
    }

    @Test
    void killedWhileThePackageIsOnItsWay() throws IOException {
        byte[] content = Files.readAllBytes(file);
        var released = new CountDownLatch(1);
        try (var run = new Run()) {
            run.server.server().held("/" + file.getFileName(), content, released);
            run.start();
            run.server.give(install(run.server));
            Patience.until(() -> size(run.agent.home().resolve("tmp")) == content.length / 2);
            run.agent.kill();
            released.countDown();

            run.agent.run();
            expectInstalled(run, "in the middle of the download");
            assertThat(run.server.server().requests("/" + file.getFileName()).get(1))
                    .as("goes on where it was cut off")
                    .contains("bytes=" + content.length / 2 + "-");
        }
    }

    private static void expectInstalled(Run run, String killedAt) throws IOException {
        var result = run.server.awaitResult();
        assertThat(result.path("errcode").asInt())
                .as("%s: %s", killedAt, result)
                .isZero();
        assertThat(Processes.livingIn(run.agent.home())).as(killedAt).containsExactly(run.agent.running(NAME));
        assertThat(run.agent.home().resolve("tmp")).as(killedAt).isEmptyDirectory();
        assertThat(names(run.agent.agentHome(NAME).resolve("releases")))
                .as(killedAt)
                .hasSize(2)
                .allMatch(name -> name.startsWith("1.0.0-"));
    }

    /** Of everything in the directory. */
    private static long size(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.mapToLong(child -> child.toFile().length()).sum();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static ObjectNode install(OneJobServer server) {
        return Json.MAPPER.valueToTree(Map.of(
                "id",
                "j1",
                "action",
                "install",
                "name",
                NAME,
                "url",
                "http://" + server.address() + "/" + file.getFileName(),
                "checksum",
                SamplePackage.checksum(file),
                "restart",
                "fast"));
    }

    /** A server, a registered host, and whoever watches it. */
    private static final class Run implements AutoCloseable {
        final OneJobServer server = new OneJobServer();
        final AgentProcess agent = new AgentProcess();
        final Path scratch = Build.scratch("trace");
        final Path trace = scratch.resolve("trace");
        private Program tracer;

        /** With the package to be had, and a host that has reported. */
        Run serving() {
            try {
                server.server().file("/" + file.getFileName(), Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return start();
        }

        Run start() {
            agent.run("-S", server.address());
            server.awaitHost();
            return this;
        }

        void attach(List<String> command) {
            tracer = Program.start(scratch.resolve("output"), Map.of(), command);
            Patience.until(() -> seen().contains("attached"));
        }

        String seen() {
            return tracer.output();
        }

        @Override
        public void close() {
            agent.close();
            if (tracer != null) {
                tracer.close();
            }
            server.close();
        }
    }
}
