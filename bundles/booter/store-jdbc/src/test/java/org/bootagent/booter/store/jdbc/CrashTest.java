package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after the process was killed. */
class CrashTest {
    private static final int SIGKILL = 128 + 9;
    /** A database that is opened after many of them must be as good as after one. */
    private static final int KILLS = 8;

    private static final int ENOUGH = 15;
    private static final int THREADS = 3;
    private static final String ASKED = "?";
    private static final String ENDED = "!";

    @TempDir
    Path home;

    @Test
    void killLosesNoJobAndNoResultThatWasAcknowledged() throws Exception {
        var before = new ArrayList<String>();
        for (int kill = 1; kill <= KILLS; kill++) {
            List<String> acknowledged = linesUntilKilled(ENOUGH);
            try (var it = new TestFleet(copy(kill))) {
                assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
                before.addAll(acknowledged);
                for (String line : before) {
                    FleetJob job = it.fleet.jobs().get(line.substring(1));
                    assertThat(line.startsWith(ENDED) && job.status() != JobStatus.DONE)
                            .as("%s, which is now %s, should have ended", line, job.status())
                            .isFalse();
                }
            }
        }
    }

    /** To look into: closing it in order would mend what the kills have left. */
    private Path copy(int number) throws IOException {
        Path copy = home.resolve("copy" + number);
        Path file = Path.of("db", "booter.mv.db");
        Files.createDirectories(copy.resolve(file).getParent());
        Files.copy(home.resolve(file), copy.resolve(file));
        return copy;
    }

    @Test
    void databaseInUseByAnotherProcessIsSaidPlainly() throws Exception {
        Process child = start();
        try (var out = output(child)) {
            assertThat(out.readLine()).endsWith(".");
            assertThatThrownBy(() -> new TestFleet(home))
                    .hasMessageContaining("in use")
                    .hasMessageContaining(home.resolve("db/booter").toString());
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child's threads work as fast as they can and tell what was acknowledged; it never ends by itself. */
    private List<String> linesUntilKilled(int enough) throws Exception {
        Process child = start();
        var lines = new ArrayList<String>();
        try (var out = output(child)) {
            String line = "";
            while (line != null && lines.size() < enough) {
                line = out.readLine();
                addWhole(lines, line);
            }
            // Not the process itself: that would also close its output, with lines still in it.
            child.toHandle().destroyForcibly();
            while (line != null) {
                line = out.readLine();
                addWhole(lines, line);
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).isEqualTo(SIGKILL);
        return lines;
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static BufferedReader output(Process child) {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A line that the kill cut off is no acknowledgement. */
    private static void addWhole(List<String> lines, String line) {
        if (line != null && line.endsWith(".")) {
            lines.add(line.substring(0, line.length() - 1));
        }
    }

    /** Stands in for Booter. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            var it = TestFleet.compacted(Path.of(args[0]));
            it.fleet.core().writeContactsWithin(Duration.ofMillis(1));
            it.fleet.reports().report(TestFleet.report());
            // What need not last is written by another thread, which must not make a job's commit believe that it is
            // written.
            new Thread(() -> {
                        for (int i = 0; ; i++) {
                            it.time.pass(Duration.ofMillis(1));
                            it.fleet.reports().report(TestFleet.report(TestFleet.agent("a" + i % 2, "running", 0)));
                        }
                    })
                    .start();
            for (int thread = 0; thread < THREADS; thread++) {
                new Thread(() -> work(it.fleet)).start();
            }
        }

        private static void work(FleetServices fleet) {
            for (int i = 0; ; i++) {
                String id = fleet.jobs()
                        .enqueue(Caller.LOCAL, SN, "stop", "a" + i, null)
                        .id();
                System.out.println(ASKED + id + ".");
                if (i % 2 == 0) {
                    fleet.reports()
                            .report(new Report()
                                    .results(TestFleet.result(id, 0))
                                    .build());
                    System.out.println(ENDED + id + ".");
                }
            }
        }
    }
}
