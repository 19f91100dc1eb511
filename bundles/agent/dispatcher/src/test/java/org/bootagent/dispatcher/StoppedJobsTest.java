package org.bootagent.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cancelled jobs and jobs past their deadline. */
@Timeout(300)
class StoppedJobsTest {
    private static final Settings SHORT_GRACE = new Settings(
            2, 2, 10, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMillis(20));

    @TempDir
    Path home;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final List<String> undone = new CopyOnWriteArrayList<>();

    /** Behaves as a handler should: notices, undoes, throws. */
    private void obey(JobContext context) throws JobException {
        begun.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            assertThat(context.cancelled()).isTrue();
            undone.add("undone");
            context.checkCancelled();
        }
    }

    /** Behaves as a handler should not. */
    private void ignore() {
        begun.countDown();
        boolean open = false;
        while (!open) {
            try {
                gate.await();
                open = true;
            } catch (InterruptedException e) {
                undone.add("ignored");
            }
        }
    }

    /** Sets the clock two hours ahead, as an operator or NTP may do. */
    @Test
    void aRunningJobDoesNotMindTheClockBeingSet() throws InterruptedException {
        var clock = new AtomicReference<>(Clock.systemUTC());
        try (var host = new Fixture(home, Fixture.SETTINGS, settable(clock)).start()) {
            host.handle("install", (job, context) -> {
                begun.countDown();
                awaitGate();
                assertThat(context.left()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
                context.checkCancelled();
            });
            host.submit("{'id':'1','action':'install','name':'x','timeout':900}");
            begun.await();
            clock.set(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
            gate.countDown();
            var result = host.awaitResult("1");
            assertThat(result.errcode()).as(result.message()).isZero();
            assertThat(result.finished())
                    .as("what is told has the host's time")
                    .isAfter(Instant.now().plusSeconds(3600));
        }
    }

    private void awaitGate() throws JobException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new JobException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private static Clock settable(AtomicReference<Clock> now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return now.get().instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    @Test
    void aRunningJobIsCancelled() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> obey(context));
            host.submit("{'id':'1','action':'install','name':'x'}");
            begun.await();
            assertThat(host.dispatcher.cancel("1")).isEqualTo(1);
            assertThat(host.awaitResult("1").errcode()).isEqualTo(110);
            assertThat(undone).containsExactly("undone");
            assertThat(host.dispatcher.cancel("1")).isZero();
        }
    }

    @Test
    void whatIsToBeCancelledOnlyWhileItWaitsIsLeftAloneWhenItRuns() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> obey(context));
            host.submit("{'id':'1','action':'install','name':'x'}");
            begun.await();
            host.submit("{'id':'2','action':'install','name':'x'}");
            host.submit("{'id':'3','action':'cancel','job':'1','waiting':true}");
            assertThat(host.awaitResult("3").errcode()).isZero();
            host.submit("{'id':'4','action':'cancel','job':'2','waiting':true}");
            assertThat(host.awaitResult("4").message()).isEqualTo("cancelled 1 job with id 2");
            assertThat(host.awaitResult("2").message()).isEqualTo("cancelled before it began");
            assertThat(undone).isEmpty();
            assertThat(host.dispatcher.cancel("1")).isEqualTo(1);
            assertThat(host.awaitResult("1").errcode()).isEqualTo(110);
        }
    }

    @Test
    void anAgentsJobsAreCancelledTheOneThatRunsAndThoseThatWait() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            host.handle("cancel-agent", new CancelAgentHandler(host.dispatcher::cancelAgent));
            host.handle("install", (job, context) -> obey(context));
            host.submit("{'id':'1','action':'install','name':'x'}");
            begun.await();
            host.submit("{'id':'2','action':'install','name':'x'}");
            host.submit("{'id':'3','action':'cancel-agent','agent':'x'}");
            assertThat(host.awaitResult("3").message()).isEqualTo("cancelled 2 jobs of agent x");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(110);
            assertThat(host.awaitResult("2").errcode()).isEqualTo(110);
            assertThat(undone).containsExactly("undone");

            host.submit("{'id':'4','action':'cancel-agent','agent':'x'}");
            assertThat(host.awaitResult("4").errcode()).isZero();
            host.submit("{'id':'5','action':'cancel-agent'}");
            assertThat(host.awaitResult("5").errcode()).isEqualTo(101);
        }
    }

    /** Covers jobs that came together, where the cancelling one has its turn last. */
    @Test
    void whatWasAskedForAfterACancelIsNotCancelled() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            var later = new CountDownLatch(1);
            var cancel = new CancelAgentHandler(host.dispatcher::cancelAgent);
            host.handle("cancel-agent", (job, context) -> {
                try {
                    later.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                cancel.handle(job, context);
            });
            host.handle("install", (job, context) -> obey(context));
            host.submit("{'id':'1','action':'install','name':'x'}");
            begun.await();
            host.submit("{'id':'2','action':'cancel-agent','agent':'x'}");
            host.submit("{'id':'3','action':'install','name':'x'}");
            later.countDown();
            assertThat(host.awaitResult("2").message()).isEqualTo("cancelled 1 job of agent x");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(110);
            gate.countDown();
            assertThat(host.awaitResult("3").errcode()).isZero();
        }
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndNeverRuns() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            var runs = new AtomicInteger();
            host.handle("install", (job, context) -> {
                runs.incrementAndGet();
                obey(context);
            });
            host.submit("{'id':'1','action':'install','name':'x'}").submit("{'id':'2','action':'install','name':'x'}");
            begun.await();
            assertThat(host.dispatcher.cancel("2")).isEqualTo(1);
            assertThat(host.result("2").orElseThrow().errcode()).isEqualTo(110);
            assertThat(host.pending()).containsExactly("1 running");
            gate.countDown();
            assertThat(host.awaitResult("1").errcode()).isZero();
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void aCancelJobDoesNotQueueBehindItsTarget() throws InterruptedException {
        try (var host = new Fixture(home, SHORT_GRACE).start()) {
            host.handle("install", (job, context) -> obey(context));
            for (String agent : List.of("a", "b", "c")) {
                host.submit("{'id':'1','action':'install','name':'" + agent + "'}");
            }
            begun.await();
            host.submit("{'id':'9','action':'cancel','name':'a','job':'1'}");
            assertThat(host.awaitResult("9").message()).isEqualTo("cancelled 3 jobs with id 1");
            await().until(() -> host.results().size() == 4);
            assertThat(host.results())
                    .filteredOn(result -> result.id().equals("1"))
                    .allMatch(result -> result.errcode() == 110);
        }
    }

    @Test
    void aCancelJobSaysWhatIsWrongWithIt() {
        try (var host = new Fixture(home).start()) {
            host.submit("{'id':'1','action':'cancel'}")
                    .submit("{'id':'2','action':'cancel','job':{}}")
                    .submit("{'id':'3','action':'cancel','job':'3'}");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(101);
            assertThat(host.awaitResult("2").errcode()).isEqualTo(102);
            assertThat(host.awaitResult("2").message()).contains("job");
            assertThat(host.awaitResult("3").errcode()).isEqualTo(100);
        }
    }

    @Test
    void aJobPastItsDeadlineIsInterrupted() {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> obey(context));
            host.submit("{'id':'1','action':'install','name':'x','timeout':1}");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(203);
            assertThat(undone).containsExactly("undone");
        }
    }

    @Test
    void aHandlersOwnErrorAfterItsInterruptIsTheDeadlines() {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new JobException(ErrorCode.IO_ERROR, "closed by interrupt");
                }
            });
            host.submit("{'id':'1','action':'install','name':'x','timeout':1}");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(203);
            assertThat(host.awaitResult("1").message()).contains("closed by interrupt");
        }
    }

    @Test
    void aJobThatIsDoneInSpiteOfItsDeadlineIsDone() {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    undone.add("too late to undo");
                }
            });
            host.submit("{'id':'1','action':'install','name':'x','timeout':1}");
            assertThat(host.awaitResult("1").errcode()).isZero();
            assertThat(undone).hasSize(1);
        }
    }

    @Test
    void anAgentStaysBlockedUntilAHandlerThatIgnoresItsInterruptReturns() {
        try (var host = new Fixture(home, SHORT_GRACE).start()) {
            var next = new AtomicBoolean();
            host.handle("install", (job, context) -> ignore());
            host.handle("stop", (job, context) -> next.set(true));
            host.submit("{'id':'1','action':'install','name':'x','timeout':1}")
                    .submit("{'id':'2','action':'stop','name':'x'}");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(203);
            assertThat(undone).containsExactly("ignored");
            host.submit("{'id':'3','action':'stop','name':'y'}").submit("{'id':'4','action':'stop','name':'z'}");
            host.awaitResult("3");
            host.awaitResult("4");
            assertThat(host.pending()).containsExactly("2 waiting");

            gate.countDown();

            assertThat(host.awaitResult("2").errcode()).isZero();
            assertThat(next).isTrue();
            assertThat(host.results()).hasSize(4);
            assertThat(host.result("1").orElseThrow().errcode()).isEqualTo(203);
        }
    }

    @Test
    void anInterruptDoesNotReachTheNextJob() {
        try (var host = new Fixture(home).start()) {
            var interrupted = new AtomicInteger();
            host.handle("install", (job, context) -> {
                if (Thread.interrupted()) {
                    interrupted.incrementAndGet();
                }
                Thread.currentThread().interrupt();
            });
            for (int i = 0; i < 20; i++) {
                host.submit("{'id':'" + i + "','action':'install','name':'x'}");
            }
            await().until(() -> host.results().size() == 20);
            assertThat(interrupted).hasValue(0);
        }
    }
}
