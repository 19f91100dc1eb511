package org.bootagent.process.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.ManualScheduler;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.script.KeptOutput;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 64 * 1024;

    @TempDir
    Path home;

    @Nested
    class InOurOwnTime {
        private final ManualScheduler scheduler = new ManualScheduler();
        private final LogRotation rotation = new LogRotation(
                MAX_BYTES, 3, SystemCommands.find(System.getenv()).fallocate());

        @Test
        void aQuietLogIsNotLookedAtUntilItIsWrittenTo() throws Exception {
            var log = log("a");
            try (var logs = logs(FileSystems.getDefault()::newWatchService)) {
                logs.follow(log);
                becomeQuiet(logs);
                assertThat(scheduler.hasTask()).isFalse();
                append(log, MAX_BYTES + 1);
                await().atMost(Host.PATIENCE).until(scheduler::hasTask);
                scheduler.pass(OFTEN);
                assertThat(log).satisfies(this::isRotated);
                becomeQuiet(logs);
                assertThat(scheduler.hasTask()).isFalse();
                append(log, 1);
                await().atMost(Host.PATIENCE).until(scheduler::hasTask);
            }
        }

        @Test
        void seesWhatIsWrittenJustBeforeTheKernelIsAsked() throws Exception {
            var log = log("a");
            var asked = new AtomicInteger();
            WriteWatch.Source late = () -> {
                append(log, MAX_BYTES + 1);
                asked.incrementAndGet();
                return FileSystems.getDefault().newWatchService();
            };
            try (var logs = logs(late)) {
                logs.follow(log);
                for (int i = 0; asked.get() == 0 && i < 100; i++) {
                    scheduler.pass(OFTEN);
                }
                assertThat(asked).hasValue(1);
                assertThat(scheduler.hasTask()).isTrue();
                scheduler.pass(OFTEN);
                assertThat(log).satisfies(this::isRotated);
            }
        }

        @Test
        void looksNowAndThenWhereTheKernelDoesNotTellAndSaysSoOnce() throws Exception {
            var log = log("a");
            var other = log("b");
            var refused = new AtomicInteger();
            WriteWatch.Source none = () -> {
                refused.incrementAndGet();
                throw new IOException("User limit of inotify instances reached or too many open files");
            };
            try (var warnings = new Warnings();
                    var logs = logs(none)) {
                logs.follow(log);
                logs.follow(other);
                for (int i = 0; i < 20; i++) {
                    scheduler.pass(OFTEN);
                }
                assertThat(refused).hasValue(2);
                append(log, MAX_BYTES + 1);
                scheduler.pass(OFTEN);
                assertThat(log).satisfies(file -> assertThat(Files.size(file)).isGreaterThan(MAX_BYTES));
                scheduler.pass(SELDOM);
                assertThat(log).satisfies(this::isRotated);
                append(log, MAX_BYTES + 1);
                scheduler.pass(OFTEN);
                assertThat(log.resolveSibling("a.log.2")).exists();
                assertThat(warnings.messages).singleElement().asString().contains("for 10 s", "inotify");
            }
        }

        @Test
        void looksNowAndThenWhereWatchingFailsWithAnError() throws Exception {
            var log = log("a");
            var other = log("b");
            WriteWatch.Source broken = () -> {
                throw new NoClassDefFoundError("gone");
            };
            try (var warnings = new Warnings();
                    var logs = logs(broken)) {
                logs.follow(log);
                logs.follow(other);
                for (int i = 0; i < 20; i++) {
                    scheduler.pass(OFTEN);
                }
                append(log, MAX_BYTES + 1);
                append(other, MAX_BYTES + 1);
                scheduler.pass(SELDOM);
                assertThat(log).satisfies(this::isRotated);
                assertThat(other).satisfies(this::isRotated);
                assertThat(warnings.messages).singleElement().asString().contains("for 10 s", "gone");
            }
        }

        @Test
        void looksOnceMoreAtTheLogOfAnAgentThatHasEnded() throws Exception {
            var log = log("a");
            try (var logs = logs(FileSystems.getDefault()::newWatchService)) {
                logs.follow(log);
                becomeQuiet(logs);
                append(log, MAX_BYTES + 1);
                logs.leave(log);
                scheduler.pass(OFTEN);
                assertThat(log).satisfies(this::isRotated);
                assertThat(logs.idle()).isTrue();
            }
        }

        @Test
        void finishesARotationThatWasInterrupted() throws Exception {
            var log = log("a");
            var partial = log.resolveSibling("a.log.partial");
            Files.writeString(partial, "what was cut out");
            try (var logs = logs(FileSystems.getDefault()::newWatchService)) {
                logs.follow(log);
                scheduler.pass(OFTEN);
                assertThat(partial).doesNotExist();
                assertThat(log.resolveSibling("a.log.1")).hasContent("what was cut out");
            }
        }

        private Logs logs(WriteWatch.Source events) {
            return new Logs(rotation, scheduler, events);
        }

        private void isRotated(Path log) {
            assertThat(log.toFile().length()).isLessThanOrEqualTo(MAX_BYTES);
            assertThat(log.resolveSibling(log.getFileName() + ".1")).exists();
        }

        private void becomeQuiet(Logs logs) {
            for (int i = 0; !logs.idle() && i < 100; i++) {
                scheduler.pass(OFTEN);
            }
        }

        private Path log(String agent) throws IOException {
            var directory = AgentDirectory.of(home, agent);
            directory.create(null);
            append(directory.log(), 100);
            return directory.log();
        }

        private static void append(Path log, int bytes) throws IOException {
            Files.write(log, new byte[bytes], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @Nested
    class OfRealAgents {
        private static final int LAST = 12_000_000;
        private static final long CAP = (Host.LOG_FILES + 1) * Host.LOG_BYTES;

        /** Writes about 100 MB at full speed, on request. */
        private static final String BURST = "until [ -e go ]; do sleep 0.05; done; seq " + LAST;

        @Test
        void aBurstAfterAQuietTimeStaysWithinItsSizeAndLeavesNoGap() throws Exception {
            try (var host = new Host(home)) {
                host.run(host.shell("a", BURST + "; exec sleep 300", RestartPreset.FAST));
                awaitQuiet(host);
                Files.createFile(home.resolve("go"));
                assertKept(host);
            }
        }

        @Test
        void aBurstOfAnAdoptedAgentDoes() throws Exception {
            try (var host = new Host(home)) {
                host.run(host.shell("a", BURST + "; exec sleep 300", RestartPreset.FAST));
                long pid = host.status("a").pid();
                host.leave();
                Files.createFile(home.resolve("go"));
                await().atMost(Host.PATIENCE).until(() -> kept().bytes() > CAP);
                host.comeBack();
                assertThat(host.status("a").pid()).isEqualTo(pid);
                assertKept(host);
            }
        }

        @Test
        void aBurstOfAnAgentThatEndsWithItDoes() throws Exception {
            try (var host = new Host(home)) {
                host.run(host.shell("a", BURST, RestartPreset.CLASSIC));
                awaitQuiet(host);
                Files.createFile(home.resolve("go"));
                host.await("a", ProcessState.BACKOFF);
                assertKept(host);
            }
        }

        private void awaitQuiet(Host host) {
            await().atMost(Host.PATIENCE).until(host.logs()::idle);
        }

        private void assertKept(Host host) throws IOException {
            await().atMost(Host.PATIENCE.multipliedBy(3))
                    .until(() -> kept().bytes() <= CAP
                            && host.logs().idle()
                            && host.log("a").endsWith("\n" + LAST + "\n"));
            assertThat(kept().bytes()).isGreaterThan(CAP - Host.LOG_BYTES - 4096);
            assertThat(kept().lastOfGaplessSequence()).isEqualTo(LAST);
        }

        private KeptOutput kept() {
            return new KeptOutput(AgentDirectory.of(home, "a").log());
        }
    }

    /** Records messages for the operator. */
    private static final class Warnings extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(Logs.class.getName());
        private final List<String> messages = new CopyOnWriteArrayList<>();

        Warnings() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord message) {
            if (message.getLevel().equals(Level.WARNING)) {
                messages.add(message.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
