package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.Ports;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;

/** The guard in front of BootAgent, and its actions when BootAgent fails. */
class GuardIT {
    @Test
    void aHostAgentThatCrashesOrHangsIsStartedAgainAndItsAgentsRunOn() {
        try (var site = BooterAndHost.guarded("watchdog/hangSeconds = 4")) {
            var agent = site.agent();
            site.install("demo", SamplePackage.daemon("demo", "1.0.0").of(Format.TAR_GZ), "fast");
            var demo = agent.running("demo");
            var first = agent.jvm(null);
            assertThat(first.parent().orElseThrow().pid())
                    .as("the guard is in front")
                    .isEqualTo(agent.program().pid());

            Processes.kill(first);
            var second = agent.jvm(first);
            assertThat(agent.running("demo")).as("adopted").isEqualTo(demo);
            assertThat(agent.guardLog()).contains("BootAgent ended with 137");

            Command.run(Path.of("/bin/kill"), "-STOP", Long.toString(second.pid()))
                    .requireSuccess();
            var third = agent.jvm(second);
            assertThat(agent.guardLog()).contains("gave no sign of life");
            assertThat(agent.running("demo")).as("adopted again").isEqualTo(demo);

            agent.kill();
            Await.until(() -> !lives(third));
            assertThat(demo.isAlive()).as("after kill -9 of the guard").isTrue();
            agent.runGuarded();
            var fourth = agent.jvm(third);
            assertThat(agent.running("demo")).isEqualTo(demo);

            agent.terminate();
            assertThat(lives(fourth)).as("the JVM after TERM to the guard").isFalse();
            assertThat(demo.isAlive()).isTrue();
        }
    }

    @Test
    void whatCannotRunIsNotTriedAgain() throws Exception {
        try (var agent = new AgentProcess()) {
            agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
            agent.jvm(null);
            Await.until(() -> Files.exists(agent.home().resolve("run/guard")));
            var second = agent.cli("run");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err().strip().lines().toList())
                    .hasSize(1)
                    .allMatch(line -> line.contains(
                            "another BootAgent (pid " + agent.program().pid() + ") works in"));
            var unguarded = agent.cli("run", "--unguarded");
            assertThat(unguarded.exit()).isEqualTo(1);
            assertThat(unguarded.err().strip())
                    .contains("(pid " + agent.jvm(null).pid() + ")");
            agent.terminate();
        }
        try (var wrong = new AgentProcess()) {
            var conf = wrong.cli("run", "--conf", "/no/such/file");
            assertThat(conf.exit()).isEqualTo(2);
            assertThat(conf.err()).contains("/no/such/file").contains("<bundle>/<key> = <value>");
        }
    }

    @Test
    void termStopsItHoweverEarly() {
        for (int children : new int[] {0, 1, 2}) {
            try (var agent = new AgentProcess()) {
                agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
                // It listens once it has claimed its home.
                Await.until(() -> Files.exists(agent.home().resolve("run/guard"))
                        && agent.program().children() >= children);
                agent.terminate();
                awaitNothingLeft(agent);
            }
        }
    }

    /** Before the shell listens for TERM, it ends by it, and has started nothing yet. */
    @Test
    void termStopsItBeforeItListens() {
        try (var agent = new AgentProcess()) {
            agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
            assertThat(agent.program().terminate()).isIn(0, 128 + 15);
            awaitNothingLeft(agent);
        }
    }

    private static void awaitNothingLeft(AgentProcess agent) {
        // A shell that was just looking for Java may end by itself.
        Await.until(() -> ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .orElse("")
                        .contains(agent.home().toString()))
                .noneMatch(GuardIT::lives));
    }

    /** Just after its fork, the JVM's shell drops TERM; the stand-in does so at a time that a test can meet. */
    @Test
    void aJvmThatHasNotHeardItIsToldToEndAgain() throws Exception {
        Path runtime = BuildOutput.scratch("runtime");
        Path reached = runtime.resolve("reached");
        standIn(runtime, """
                told=0
                trap 'told=$((told + 1)); [ $told -lt 3 ] || { echo "told $told times"; exit 143; }' TERM
                : >%s
                while :; do sleep 0.1; done
                """.formatted(reached));
        try (var agent = new AgentProcess()) {
            agent.environment("JAVA_HOME", runtime.toString());
            agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
            Await.until(() -> Files.exists(reached));
            agent.terminate();
            assertThat(agent.program().output()).contains("told 3 times");
        }
    }

    @Test
    void aJvmThatIsUpIsToldToEndOnce() throws Exception {
        Path runtime = BuildOutput.scratch("runtime");
        Path reached = runtime.resolve("reached");
        try (var agent = new AgentProcess()) {
            standIn(runtime, """
                    told=0
                    trap 'told=$((told + 1))' TERM
                    guard=$(echo " $*" | sed 's/.*-Dbootagent.guard=\\([0-9]*\\).*/\\1/')
                    echo "1 $guard 0 $$" >%s/run/heartbeat
                    : >%s
                    while [ $told = 0 ]; do sleep 0.1; done
                    sleep 4 & nap=$!
                    while kill -0 $nap 2>/dev/null; do wait $nap; done
                    echo "told $told times"
                    """.formatted(agent.home(), reached));
            agent.environment("JAVA_HOME", runtime.toString());
            agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
            Await.until(() -> Files.exists(reached));
            agent.terminate();
            assertThat(agent.program().output()).contains("told 1 times");
        }
    }

    /** Puts a shell script in the place of a runtime's java. */
    private static void standIn(Path runtime, String script) throws IOException {
        Path java = Files.createDirectories(runtime.resolve("bin")).resolve("java");
        // It is asked for the class data first, which is no run.
        String head = "#!/bin/sh\ncase $* in *-Dbootagent.guard=*) ;; *) exit 1 ;; esac\n";
        Files.writeString(java, head + script);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A JVM that is told to end in its first milliseconds may fail. */
    @Test
    void whatFailsBecauseItWasToldToEndHasNotFailed() throws Exception {
        Path runtime = BuildOutput.scratch("runtime");
        Path reached = runtime.resolve("reached");
        standIn(runtime, """
                trap 'echo Bad level: 2; exit 1' TERM
                : >%s
                while :; do sleep 0.1; done
                """.formatted(reached));
        try (var agent = new AgentProcess()) {
            agent.environment("JAVA_HOME", runtime.toString());
            agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
            Await.until(() -> Files.exists(reached));
            agent.terminate();
            assertThat(agent.program().output()).contains("Bad level: 2");
        }
    }

    /** Uses the real systemd-notify; a datagram socket of the kernel stands in for systemd. */
    @Test
    void systemdHearsHowItFares() throws Exception {
        Path scratch = BuildOutput.scratch("notify");
        Path receiver = Files.writeString(scratch.resolve("receive.py"), """
                import os, socket, struct, sys
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(sys.argv[1])
                s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                print("bound", flush=True)
                while True:
                    data, ancillary, _, _ = s.recvmsg(4096, 256)
                    sender = 0
                    for level, kind, value in ancillary:
                        if kind == socket.SCM_CREDENTIALS:
                            sender = struct.unpack("iii", value)[0]
                        if kind == socket.SCM_RIGHTS:
                            os.close(struct.unpack("i", value)[0])
                    print(sender, data.decode().replace("\\n", " "), flush=True)
                """);
        try (var systemd = Program.start(
                        scratch.resolve("heard"),
                        Map.of(),
                        List.of(
                                "python3",
                                receiver.toString(),
                                scratch.resolve("socket").toString()));
                var agent = new AgentProcess().configure("watchdog/hangSeconds = 3")) {
            Await.until(() -> systemd.output().contains("bound"));
            agent.environment("NOTIFY_SOCKET", scratch.resolve("socket").toString());
            agent.environment("WATCHDOG_USEC", "2000000");
            agent.runGuarded("-S", "127.0.0.1:" + Ports.free());
            String guard = agent.program().pid() + " ";
            Await.until(() -> systemd.output().contains("WATCHDOG=1"));
            assertThat(systemd.output().lines().filter(line -> line.contains("READY=1")))
                    .hasSize(1)
                    .allMatch(line -> line.startsWith(guard));
            assertThat(Processes.environment(agent.jvm(null))).doesNotContainKeys("NOTIFY_SOCKET", "WATCHDOG_USEC");
            agent.terminate();
            assertThat(systemd.output()).contains("STOPPING=1");

            agent.runGuarded();
            var jvm = agent.jvm(null);
            Command.run(
                            Path.of("/bin/kill"),
                            "-ABRT",
                            Long.toString(agent.program().pid()))
                    .requireSuccess();
            agent.program().await();
            assertThat(lives(jvm)).as("after ABRT, the watchdog's signal").isFalse();
        }
    }

    /** Returns whether a process lives. A dead one may stay in the process table if the first process of a container does not collect it. */
    private static boolean lives(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
