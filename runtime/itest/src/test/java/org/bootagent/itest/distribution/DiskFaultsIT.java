package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.itest.Command;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.bootagent.testing.crash.Strace;
import org.bootagent.testing.crash.SystemCall;
import org.bootagent.testing.crash.Trace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The disk fails under a running BootAgent. Its state stays, its agents are still supervised, and once the disk works again everything works without a restart.
 */
@Execution(ExecutionMode.CONCURRENT)
class DiskFaultsIT {
    private static final Path DEMO = SamplePackage.daemon("demo", "1.0.0").of(Format.TAR_GZ);
    private static final Path LATER = SamplePackage.daemon("later", "1.0.0").of(Format.TAR_GZ);
    private static final int DRAFTS = 60;

    @BeforeAll
    static void onlyRootMounts() {
        assumeTrue(Command.run(List.of("id", "-u")).out().strip().equals("0"), "only root can mount a file system");
    }

    @Test
    void aFullDisk() throws Exception {
        try (var disk = new SmallDisk();
                var host = host(disk)) {
            Path filler = fill(disk.host.agent.home());
            var before = agents(host);
            expectLookedAfter(host);
            // The agent's end may have freed some space.
            fill(disk.host.agent.home());
            host.give("install", "later", LATER);
            var result = host.server.awaitResult();
            assertThat(result.path("errcode").asInt()).as("%s", result).isEqualTo(202);
            assertThat(agents(host)).isEqualTo(before);
            assertThat(host.agent.cli("status").out()).contains("no space left on the disk of");

            var demo = host.agent.running("demo");
            host.agent.kill();
            fill(disk.host.agent.home());
            host.agent.run();
            host.server.awaitHost();
            assertThat(host.agent.running("demo")).isEqualTo(demo);

            Files.delete(filler);
            host.give("install", "later", LATER);
            expectDone(host);
        }
    }

    @Test
    void aDiskWithRoomForTheStateButNotForThePackage() throws Exception {
        try (var disk = new SmallDisk();
                var host = host(disk)) {
            Path large = Files.write(host.scratch.resolve("large"), new byte[32 << 20]);
            host.server.server().file("/large", Files.readAllBytes(large));
            host.give("install", "large", large);
            var result = host.server.awaitResult();
            assertThat(result.path("errcode").asInt()).as("%s", result).isEqualTo(202);
            assertThat(result.path("message").asText()).contains("no space left");
            assertThat(host.agent.agentHome("large")).doesNotExist();
            assertThat(host.agent.home().resolve("tmp")).isEmptyDirectory();
            expectLookedAfter(host);
            host.give("install", "later", LATER);
            expectDone(host);
        }
    }

    @Test
    void aHomeThatBecameReadOnly() throws Exception {
        try (var disk = new SmallDisk();
                var host = host(disk)) {
            var demo = host.agent.running("demo");
            var before = agents(host);
            disk.makeReadOnly();
            assertThat(Files.isWritable(host.agent.home())).isFalse();
            host.give("install", "later", LATER);
            Await.until(() -> host.agent.program().output().contains("Read-only file system"));
            assertThat(agents(host)).isEqualTo(before);
            assertThat(host.agent.running("demo")).isEqualTo(demo);

            disk.makeWritable();
            expectDone(host);
        }
    }

    @Test
    void aStartOnAReadOnlyHomeIsRefused() throws Exception {
        try (var disk = new SmallDisk();
                var host = host(disk)) {
            host.agent.terminate();
            disk.makeReadOnly();
            host.agent.run();
            assertThat(host.agent.program().await()).isNotZero();
            assertThat(host.agent.program().output()).contains("Read-only file system");
            disk.makeWritable();
            host.agent.run();
            assertThat(host.agent.running("demo").isAlive()).isTrue();
        }
    }

    @Test
    void aDiskOnWhichNothingCanBeSynced() throws Exception {
        failing("fsync,fdatasync", "EIO", "sync failed");
    }

    @Test
    void aDiskOnWhichNothingCanBeWritten() throws Exception {
        failing("write,pwrite64", "EIO", "Input/output error");
    }

    private static void failing(String calls, String error, String message) throws Exception {
        try (var host = new WatchedHost()) {
            host.start(DEMO, LATER).done("install", "demo", DEMO);
            var before = agents(host);
            host.attach(Strace.failing(calls, error, host.trace, drafts(host)));
            host.give("install", "later", LATER);
            expectLookedAfter(host);
            Await.until(() -> log(host).contains("Jobs wait until their state can be written again"));
            assertThat(log(host)).contains(message);
            assertThat(agents(host)).isEqualTo(before);
            host.detach();

            var faults = Trace.read(host.trace).calls().stream()
                    .filter(SystemCall::injected)
                    .flatMap(call -> call.paths().stream())
                    .toList();
            assertThat(faults).isNotEmpty();
            if (calls.contains("fsync")) {
                assertThat(faults).as("a failed fsync is never tried again").doesNotHaveDuplicates();
            }
            expectDone(host);
        }
    }

    @Test
    void tooManyOpenFiles() throws Exception {
        try (var host = new WatchedHost()) {
            host.start(DEMO, LATER).done("install", "demo", DEMO);
            var before = agents(host);
            String pid = Long.toString(host.agent.program().pid());
            String limit = Command.run(
                            List.of("prlimit", "--pid", pid, "--nofile", "--noheadings", "--raw", "--output", "SOFT"))
                    .requireSuccess()
                    .out()
                    .strip();
            limitFiles(pid, "1");
            host.give("install", "later", LATER);
            Processes.kill(WatchedJob.programs(host.agent.agentHome("demo")).get(0));
            Await.until(() -> host.agent.program().output().contains("Too many open files"));
            assertThat(agents(host)).isEqualTo(before);

            limitFiles(pid, limit);
            expectDone(host);
            assertThat(host.agent.running("demo").isAlive()).isTrue();
        }
    }

    private static void limitFiles(String pid, String count) {
        Command.run(List.of("prlimit", "--pid", pid, "--nofile=" + count + ":")).requireSuccess();
    }

    @Test
    void aTemporaryDirectoryOnAnotherMount() throws Exception {
        var agent = new AgentProcess();
        Path tmp = Files.createDirectories(agent.home().resolve("tmp"));
        Command.run(List.of("mount", "-t", "tmpfs", "none", tmp.toString())).requireSuccess();
        try (agent) {
            agent.run("-S", "127.0.0.1:1");
            Await.until(() -> agent.program().output().contains("Invalid cross-device link"));
            assertThat(agent.program().output()).contains(tmp + " is on another mount than " + agent.home());
        } finally {
            Command.run(List.of("umount", "-l", tmp.toString())).requireSuccess();
        }
    }

    /** Expects that an agent killed meanwhile is started again. */
    private static void expectLookedAfter(WatchedHost host) {
        var demo = host.agent.running("demo");
        Processes.kill(demo);
        Await.until(() -> host.agent.running("demo").pid() != demo.pid());
    }

    private static void expectDone(WatchedHost host) {
        var result = host.server.awaitResult();
        assertThat(result.path("errcode").asInt()).as("%s", result).isZero();
        assertThat(host.agent.running("later").isAlive()).isTrue();
        host.awaitQuiet();
    }

    private static WatchedHost host(SmallDisk disk) {
        disk.host.start(DEMO, LATER).done("install", "demo", DEMO);
        return disk.host;
    }

    private static JsonNode agents(WatchedHost host) throws IOException {
        return host.metafile().path("sections").path("agents");
    }

    private static String log(WatchedHost host) {
        return host.agent.program().output();
    }

    /** Returns the next drafts of the metafile, and all other files written through the home's directory. */
    private static Path[] drafts(WatchedHost host) {
        long generation = host.names().generation();
        return Stream.iterate(generation + 1, number -> number + 1)
                .limit(DRAFTS)
                .map(number -> host.agent.home().resolve("metafile.json.tmp-" + number))
                .toArray(Path[]::new);
    }

    /** Fills the disk to the last byte. */
    private static Path fill(Path home) throws IOException {
        Path filler = home.resolve("filler");
        try (var out = Files.newByteChannel(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var page = ByteBuffer.allocate(4096);
            while (true) {
                page.clear();
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        assertThat(Files.getFileStore(home).getUsableSpace()).isZero();
        return filler;
    }

    /** A home on a file system of its own, of 16 MiB. */
    private static final class SmallDisk implements AutoCloseable {
        final WatchedHost host = new WatchedHost();

        SmallDisk() {
            try {
                Path settings = host.agent.home().resolve("bootagent.conf");
                var lines = Files.readAllLines(settings);
                mount("-t", "tmpfs", "-o", "size=16m", "none");
                host.agent.configure(lines.toArray(String[]::new));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Makes the disk read-only. Files open for writing, such as logs, stay writable. */
        void makeReadOnly() {
            mount("--bind", host.agent.home().toString());
            mount("-o", "remount,bind,ro");
        }

        void makeWritable() {
            Command.run(List.of("umount", "-l", host.agent.home().toString())).requireSuccess();
        }

        private void mount(String... options) {
            var command = new ArrayList<>(List.of("mount"));
            command.addAll(List.of(options));
            command.add(host.agent.home().toString());
            Command.run(command).requireSuccess();
        }

        @Override
        public void close() {
            Command.run(List.of("umount", "-l", host.agent.home().toString())).requireSuccess();
        }
    }
}
