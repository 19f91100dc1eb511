package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.itest.BuildOutput;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the guard with -9 before and after every command by which it changes a file during a change of version; the next guard finishes the change. A script
 * takes BootAgent's place.
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledTrialIT {
    private static final AtomicInteger KILLS = new AtomicInteger();
    private static final List<Point> POINTS = new ArrayList<>();

    /**
     * Point at which the guard is killed.
     *
     * @param good whether the new version works
     * @param command number of the guard's command at that point
     * @param done whether that command was carried out
     */
    record Point(boolean good, int command, boolean done) {}

    @BeforeAll
    static void countTheCommands() throws IOException {
        for (boolean good : new boolean[] {true, false}) {
            try (var run = new Run()) {
                run.guard(good, 0, false);
                run.awaitEnd(good);
                int commands = run.commands();
                assertThat(commands).as("changes a file").isGreaterThan(good ? 5 : 10);
                for (int i = 1; i <= commands; i++) {
                    POINTS.add(new Point(good, i, false));
                    POINTS.add(new Point(good, i, true));
                }
            }
        }
    }

    @AfterAll
    static void everyPointHadItsKill() {
        assertThat(KILLS).hasValue(POINTS.size());
    }

    static List<Point> points() {
        return POINTS;
    }

    @ParameterizedTest
    @MethodSource("points")
    @Execution(ExecutionMode.CONCURRENT)
    void killedAt(Point point) throws IOException {
        try (var run = new Run()) {
            run.guard(point.good(), point.command(), point.done());
            run.program.await();
            assertThat(run.scratch.resolve("killed")).as("the kill").exists();
            KILLS.incrementAndGet();
            run.guard(point.good(), 0, false);
            run.awaitEnd(point.good());
            assertThat(run.link("current")).isEqualTo(point.good() ? "releases/new" : "releases/old");
            assertThat(run.link("previous")).isEqualTo(point.good() ? "releases/old" : "releases/older");
        }
    }

    /** A home with three releases and a prepared change of version. */
    private static final class Run implements AutoCloseable {
        private static final String PROGRAM = """
                #!/bin/sh
                set -eu
                self=$(readlink -f "$0")
                root=${self%/bin/*}
                case " $* " in
                    *" --unguarded "*) ;;
                    *) . "$root/lib/guard.sh" ;;
                esac
                PATH=/usr/bin:/bin
                word=${BOOTAGENT_GUARD#*:}
                printf '%020d %010d 000060 %010d\\n' "$(date +%s%N)" "${BOOTAGENT_GUARD%%:*}" $$ >"$3/run/heartbeat"
                case $word in
                    trial:*)
                        [ "$GOOD" = true ] || exit 9
                        sed 's/^state=.*/state=confirmed/' "$3/agents/BootAgent/trial" >"$3/confirmed"
                        mv "$3/confirmed" "$3/agents/BootAgent/trial"
                        ;;
                esac
                echo "${word#*:}" >"$3/runs"
                exec sleep 600
                """;
        /** Wrapper for commands that change files. */
        private static final String COMMAND = """
                #!/bin/sh
                PATH=/usr/bin:/bin
                number=$(cat "$SCRATCH/commands" 2>/dev/null || echo 0)
                number=$((number + 1))
                echo $number >"$SCRATCH/commands"
                if [ $number = "$KILL_AT" ]; then
                    [ "$DONE" = false ] || ${0##*/} "$@"
                    : >"$SCRATCH/killed"
                    kill -9 $PPID
                    exit 1
                fi
                exec ${0##*/} "$@"
                """;

        final Path scratch = BuildOutput.scratch("trial");
        private final Path home = scratch.resolve("home");
        private final Path self = home.resolve("agents/BootAgent");
        private Program program;

        Run() throws IOException {
            distribution(scratch.resolve("base"));
            for (String release : List.of("older", "old", "new")) {
                distribution(self.resolve("releases").resolve(release));
            }
            Files.createSymbolicLink(self.resolve("current"), Path.of("releases/old"));
            Files.createSymbolicLink(self.resolve("previous"), Path.of("releases/older"));
            Files.createDirectories(home.resolve("run"));
            Files.createDirectories(home.resolve("log"));
            Files.writeString(
                    self.resolve("trial"), "state=pending\nrelease=new\nversion=2\nfrom=old\nprevious=older\n");
            Files.createDirectories(scratch.resolve("commands.d"));
            for (String command : List.of("mv", "ln", "rm", "sync")) {
                executable(scratch.resolve("commands.d").resolve(command), COMMAND);
            }
        }

        void guard(boolean good, int killAt, boolean done) {
            var environment = Map.of(
                    "PATH",
                    scratch.resolve("commands.d") + ":/usr/bin:/bin",
                    "SCRATCH",
                    scratch.toString(),
                    "GOOD",
                    Boolean.toString(good),
                    "KILL_AT",
                    Integer.toString(killAt),
                    "DONE",
                    Boolean.toString(done));
            var command = List.of(scratch.resolve("base/bin/bootagent").toString(), "run", "--home", home.toString());
            program = Program.start(scratch.resolve("output"), environment, command);
        }

        /** Waits until the version runs that must run in the end. */
        void awaitEnd(boolean good) {
            Await.until(
                    () -> Files.readString(self.resolve("trial"))
                            + Files.readString(home.resolve("runs")).strip(),
                    all -> good
                            ? all.contains("state=confirmed") && all.endsWith("new")
                            : all.contains("state=failed") && all.endsWith("old"));
        }

        int commands() throws IOException {
            return Integer.parseInt(
                    Files.readString(scratch.resolve("commands")).strip());
        }

        String link(String name) throws IOException {
            return Files.readSymbolicLink(self.resolve(name)).toString();
        }

        private void distribution(Path root) throws IOException {
            Files.createDirectories(root.resolve("lib"));
            Files.createDirectories(root.resolve("bin"));
            for (String file : List.of("guard.sh", "home.sh", "process.sh", "trial.sh")) {
                Files.copy(
                        BuildOutput.agent().resolve("lib").resolve(file),
                        root.resolve("lib").resolve(file));
            }
            Files.writeString(root.resolve("lib/distribution.properties"), "version=1\n");
            executable(root.resolve("bin/bootagent"), PROGRAM);
        }

        private static void executable(Path file, String text) throws IOException {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        @Override
        public void close() {
            program.terminate();
        }
    }
}
