package org.bootagent.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.MetafileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DispatcherTest {
    @TempDir
    Path home;

    private Fixture host;
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @BeforeEach
    void open() {
        host = new Fixture(home).start();
    }

    @AfterEach
    void close() {
        gate.countDown();
        host.close();
    }

    private void note(Job job) {
        done.add(job.id());
    }

    private void waitAtGate() {
        try {
            assertThat(gate.await(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void runsAJobAndReportsIt() {
        host.handle("stop", (job, context) -> note(job));
        host.submit("{'id':'1','action':'stop','name':'x'}");
        assertThat(host.awaitResult("1")).satisfies(result -> {
            assertThat(result.errcode()).isZero();
            assertThat(result.message()).isEqualTo("success");
            assertThat(result.name()).isEqualTo("x");
        });
        assertThat(done).containsExactly("1");
        assertThat(host.pending()).isEmpty();
    }

    @Test
    void answersWithTheLastProgressMessage() {
        host.handle("ping", (job, context) -> context.progress(1, "pong"));
        host.submit("{'id':'1','action':'ping'}");
        assertThat(host.awaitResult("1").message()).isEqualTo("pong");
    }

    @Test
    void runsTheJobsOfOneAgentInOrderAndOneAtATime() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        host.handle("stop", (job, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            note(job);
            running.decrementAndGet();
        });
        for (int i = 0; i < 20; i++) {
            host.submit("{'id':'" + i + "','action':'stop','name':'x'}");
        }
        await().until(() -> host.results().size() == 20);
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(String::valueOf).toList());
        assertThat(most).hasValue(1);
    }

    @Test
    void worksOnFourAgentsAtATime() {
        var four = new CyclicBarrier(5);
        host.handle("install", (job, context) -> {
            try {
                four.await();
            } catch (Exception e) {
                throw new JobException(ErrorCode.INTERNAL_ERROR, "no four", e);
            }
            waitAtGate();
        });
        for (String agent : List.of("a", "b", "c", "d", "e")) {
            host.submit("{'id':'" + agent + "','action':'install','name':'" + agent + "'}");
        }
        await().until(() -> four.getNumberWaiting() == 4);
        assertThat(host.pending()).contains("d running", "e waiting");
        four.reset();
        await().until(() -> host.results().size() == 4);
    }

    @Test
    void stopsManyAgentsAtATimeButEachAfterItsJobBefore() {
        var running = new AtomicInteger();
        host.handle("stop", (job, context) -> {
            running.incrementAndGet();
            waitAtGate();
        });
        host.dispatcher.submit(IntStream.range(0, 40)
                .mapToObj(i -> Fixture.job("{'id':'" + i + "','action':'stop','name':'a" + i / 2 + "','n':" + i + "}"))
                .toList());
        await().until(() -> running.get() == 20);
        assertThat(host.pending())
                .containsExactlyElementsOf(IntStream.range(0, 40)
                        .mapToObj(i -> i + (i % 2 == 0 ? " running" : " waiting"))
                        .toList());
        gate.countDown();
        await().until(() -> host.results().size() == 40);
    }

    @Test
    void takesJobsThatComeTogetherByOneCommit() {
        host.handle("stop", (job, context) -> note(job));
        host.submit("{'id':'done','action':'stop','name':'x'}").awaitResult("done");
        host.outbox.confirm(host.outbox.peek(10, 10));
        String large = "{'id':'large','action':'exec','script':'" + "x".repeat(JobIntake.MAX_PARAMETERS) + "'}";
        var jobs = Stream.of(
                        "{'id':'1','action':'wait','name':'x'}",
                        "{'id':'2','action':'wait','name':'y'}",
                        "{'id':'done','action':'stop','name':'x'}",
                        "{'id':'1','action':'wait','name':'x'}",
                        large,
                        "{'id':'3','action':'wait','name':'x'}")
                .map(Fixture::job)
                .toList();
        host.metafile.failWhen(number -> false);

        host.dispatcher.submit(jobs);

        // Nobody provides their action, so that nothing else is committed.
        assertThat(host.metafile.commits).hasValue(1);
        assertThat(host.pending()).containsExactly("1 waiting", "2 waiting", "3 waiting");
        assertThat(host.results()).extracting(JobResult::id).containsExactly("done", "large");
        host.dispatcher.submit(jobs.subList(0, 2));
        assertThat(host.metafile.commits).hasValue(1);
    }

    @Test
    void takesNoneOfTheJobsThatComeTogetherIfTheyCannotBeRecorded() {
        host.handle("stop", (job, context) -> note(job));
        var jobs = Stream.of("x", "y")
                .map(name -> Fixture.job("{'id':'1','action':'stop','name':'" + name + "'}"))
                .toList();
        host.metafile.failWhen(number -> number == 0);
        host.dispatcher.submit(jobs);
        assertThat(host.metafile.faults).hasValue(1);
        assertThat(host.pending()).isEmpty();

        host.dispatcher.submit(jobs);

        await().until(() -> host.results().size() == 2);
        assertThat(done).hasSize(2);
    }

    @Test
    void runsScriptsBesideAStuckHostAndWithALimitOfTheirOwn() {
        var running = new AtomicInteger();
        host.handle("config", (job, context) -> waitAtGate());
        host.handle("exec", (job, context) -> {
            running.incrementAndGet();
            waitAtGate();
            running.decrementAndGet();
        });
        host.submit("{'id':'c','action':'config'}");
        for (int i = 0; i < 12; i++) {
            host.submit("{'id':'" + i + "','action':'exec'}");
        }
        await().until(() -> running.get() == 10);
        assertThat(host.pending()).contains("c running", "9 running", "10 waiting", "11 waiting");
        gate.countDown();
        await().until(() -> host.results().size() == 13);
    }

    @Test
    void ignoresAJobThatIsPendingAndAnswersOneThatIsDone() {
        host.handle("stop", (job, context) -> {
            waitAtGate();
            note(job);
        });
        String job = "{'id':'1','action':'stop','name':'x'}";
        host.submit(job).submit(job);
        assertThat(host.pending()).hasSize(1);
        gate.countDown();
        JobResult first = host.awaitResult("1");
        host.outbox.confirm(host.outbox.peek(10, 10));
        assertThat(host.results()).isEmpty();

        host.submit(job);

        assertThat(host.results()).containsExactly(first);
        assertThat(done).containsExactly("1");
    }

    @Test
    void triesAgainAFailureThatTheServerKnowsOfAndSendsAgain() {
        host.handle("fetch", (job, context) -> {
            note(job);
            if (done.size() == 1) {
                throw new JobException(ErrorCode.DOWNLOAD_FAILED, "connection refused");
            }
        });
        String job = "{'id':'1','action':'fetch','name':'x'}";
        host.submit(job);
        JobResult failure = host.awaitResult("1");
        host.submit(job);
        assertThat(host.results()).containsExactly(failure);
        assertThat(done).hasSize(1);
        host.outbox.confirm(host.outbox.peek(10, 10));

        host.submit(job);

        assertThat(host.awaitResult("1").errcode()).isZero();
        host.outbox.confirm(host.outbox.peek(10, 10));
        host.submit(job);
        assertThat(host.results()).hasSize(1);
        assertThat(done).hasSize(2);
    }

    @Test
    void takesNoMoreJobsThanItCanKeep() {
        host.close();
        var many = IntStream.range(0, JobIntake.MAX_PENDING)
                .mapToObj(i -> new PendingJobs.Entry("k" + i, "{\"id\":\"" + i + "\",\"action\":\"later\"}", false))
                .toList();
        host.metafile.commit(edit -> edit.put(PendingJobs.SECTION, new PendingJobs(many)));
        host = new Fixture(home).start();
        host.submit("{'id':'one-too-many','action':'later'}");
        assertThat(host.pending()).hasSize(JobIntake.MAX_PENDING).doesNotContain("one-too-many waiting");

        host.dispatcher.cancel("7");
        host.dispatcher.submit(
                List.of(Fixture.job("{'id':'last','action':'later'}"), Fixture.job("{'id':'more','action':'later'}")));

        assertThat(host.pending())
                .hasSize(JobIntake.MAX_PENDING)
                .contains("last waiting")
                .doesNotContain("more waiting");
    }

    @Test
    void tellsJobsOfOneIdApart() {
        host.handle("stop", (job, context) -> note(job));
        host.handle("config", (job, context) -> note(job));
        host.submit("{'id':'1','action':'stop','name':'x'}")
                .submit("{'id':'1','action':'stop','name':'y'}")
                .submit("{'id':'1','action':'config','step':1}")
                .submit("{'id':'1','action':'config','step':2}");
        await().until(() -> host.results().size() == 4);
        assertThat(done).hasSize(4);
    }

    @Test
    void survivesAHandlerThatFailsInAnyWay() {
        host.handle("fail", (job, context) -> {
            switch (job.name()) {
                case "runtime" -> throw new IllegalStateException("broken");
                case "metafile" -> throw new MetafileException("metafile.json could not be written", null);
                case "error" -> throw new NoClassDefFoundError("org/gone/Away");
                default -> throw new JobException(ErrorCode.DISK_FULL, "no space for y");
            }
        });
        host.submit("{'id':'1','action':'fail','name':'runtime'}")
                .submit("{'id':'2','action':'fail','name':'error'}")
                .submit("{'id':'3','action':'fail','name':'other'}")
                .submit("{'id':'5','action':'fail','name':'metafile'}");
        assertThat(host.awaitResult("5").errcode()).isEqualTo(204);
        assertThat(host.awaitResult("1").errcode()).isEqualTo(304);
        assertThat(host.awaitResult("1").message()).contains("broken");
        assertThat(host.awaitResult("2").errcode()).isEqualTo(304);
        assertThat(host.awaitResult("3").errcode()).isEqualTo(202);
        assertThat(host.awaitResult("3").message()).isEqualTo("no space for y");
        host.handle("stop", (job, context) -> note(job));
        host.submit("{'id':'4','action':'stop','name':'runtime'}");
        assertThat(host.awaitResult("4").errcode()).isZero();
    }

    @Test
    void reportsAJobThatCouldNotBeTaken() {
        var refused = new JobResult("1", "", "", "", 102, "action must be text", Instant.EPOCH);
        host.dispatcher.reject(refused);
        assertThat(host.results()).containsExactly(refused);
    }

    @Test
    void refusesAJobThatIsTooLarge() {
        host.submit("{'id':'1','action':'exec','script':'" + "x".repeat(JobIntake.MAX_PARAMETERS) + "'}");
        assertThat(host.awaitResult("1").errcode()).isEqualTo(100);
        assertThat(host.pending()).isEmpty();
    }

    @Test
    void showsHowFarAJobIsAndWhatItWaitsFor() {
        host.handle("install", (job, context) -> {
            context.progress(0.5, "unpacking");
            waitAtGate();
        });
        host.submit("{'id':'1','action':'install','name':'x'}")
                .submit("{'id':'2','action':'stop','name':'x'}")
                .submit("{'id':'3','action':'stop','name':'y'}");
        await().untilAsserted(() -> assertThat(host.dispatcher.pending().toString())
                .contains("state=running, progress=0.5, message=unpacking")
                .contains("after job 1 (install)")
                .contains("for a bundle that provides stop"));
    }
}
