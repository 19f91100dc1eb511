package org.bootagent.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.testing.FakeOutputs;
import org.bootagent.testing.MemoryHost;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.InitialDelay;
import org.bootagent.transport.JobReader;
import org.bootagent.transport.Registration;
import org.bootagent.transport.ReportComposer;
import org.bootagent.transport.StatusLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportLoopTest {
    private static final Duration SPREAD = Duration.ofSeconds(30);

    private final MemoryHost host = new MemoryHost();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ServerClient client =
            new ServerClient(null, "bootagent/0", 64 * 1024, Duration.ofSeconds(5), Clock.systemUTC());
    private TestServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        client.close();
        server.close();
    }

    @Test
    void aNewHostReportsAtOnceAndThenEveryStep() {
        server.answer("{\"status\":0,\"agentsn\":\"dcb886e9-04ed-41bb-9c12-4d2de12cd59b\",\"step\":40}")
                .answer("{}");
        start(host);

        for (int i = 0; i < 4; i++) {
            scheduler.runNext();
        }

        assertThat(scheduler.waits).containsExactly(0L, 0L, 40_000L, 40_000L, 40_000L);
        assertThat(server.bodies("/agent/status")).hasSize(3);
    }

    @Test
    void hostsThatComeBackTogetherAreSpread() {
        host.registered(Duration.ofMinutes(10), List.of());
        for (int i = 0; i < 500; i++) {
            start(host);
        }

        assertThat(scheduler.waits).allMatch(wait -> wait >= 0 && wait <= SPREAD.toMillis());
        assertThat(scheduler.waits.stream().filter(wait -> wait < 15_000).count())
                .isBetween(200L, 300L);
    }

    @Test
    void aShortStepIsNotSpread() {
        host.registered(Duration.ofSeconds(5), List.of());
        start(host);

        assertThat(scheduler.waits).containsExactly(0L);
    }

    @Test
    void aStepThatAJobHasMadeShorterIsInForceAtOnce() {
        host.registered(Duration.ofSeconds(5), List.of(server.address().toString()));
        host.sections.computeIfPresent(
                HostSettings.SECTION, (section, old) -> ((HostSettings) old).withStep(Duration.ofMinutes(10)));
        server.answer("{\"jobs\":[{\"id\":\"1\",\"action\":\"config\",\"step\":20}]}")
                .answer("{}");
        start(host);
        scheduler.runNext();
        assertThat(host.submitted).hasSize(1);

        host.sections.computeIfPresent(
                HostSettings.SECTION, (section, old) -> ((HostSettings) old).withStep(Duration.ofSeconds(20)));
        scheduler.runNext();
        scheduler.runNext();

        assertThat(scheduler.waits.subList(1, 4)).containsExactly(1000L, 19_000L, 20_000L);
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void goesOnAfterAnythingUnexpected() {
        host.registered(Duration.ofSeconds(5), List.of(server.address().toString()));
        server.answer("{}");
        var broken = new int[1];
        start(new ReportOutbox() {
            @Override
            public void add(org.bootagent.api.metafile.Metafile.Edit edit, org.bootagent.api.job.JobResult result) {}

            @Override
            public Batch peek(int maxResults, int maxEvents) {
                if (broken[0]++ == 0) {
                    throw new IllegalStateException("broken");
                }
                return host.peek(maxResults, maxEvents);
            }

            @Override
            public void confirm(Batch batch) {}
        });

        scheduler.runNext();
        assertThat(broken[0]).isEqualTo(1);
        scheduler.runNext();

        assertThat(scheduler.waits).containsExactly(0L, 60_000L, 5000L);
        assertThat(server.requests).hasSize(1);
    }

    private void start(ReportOutbox outbox) {
        var clock = Clock.systemUTC();
        var conversation = new Conversation(
                host,
                outbox,
                new Registration(() -> "h", List.of(server.address()), Duration.ofMinutes(10)),
                new ReportComposer(() -> "h", "v", () -> Duration.ZERO, clock, host, host),
                new JobReader(host, clock),
                new Servers(List.of(), client, new Backoff(new Random(1)), System::nanoTime),
                new OutputDelivery(new FakeOutputs(), client),
                new StatusLog("http", clock));
        new ReportLoop(conversation, scheduler).start(new InitialDelay(SPREAD, new Random(scheduler.waits.size())));
    }

    /** Records the delay of each task, and runs it when told. */
    private static final class ManualScheduler extends ScheduledThreadPoolExecutor {
        final List<Long> waits = new ArrayList<>();
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        ManualScheduler() {
            super(1);
        }

        void runNext() {
            tasks.remove().run();
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            waits.add(unit.toMillis(delay));
            tasks.add(task);
            return null;
        }
    }
}
