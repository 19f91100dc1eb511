package org.bootagent.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Section;
import org.bootagent.metafile.store.MetafileFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class DurabilityTest {
    @TempDir
    Path home;

    private final List<String> runs = new CopyOnWriteArrayList<>();

    private void note(String id, JobContext context) {
        runs.add(id + (context.resumed() ? " resumed" : ""));
    }

    @Test
    void takesUpInOrderWhatACrashLeftUndone() throws InterruptedException {
        var forever = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var crashed = new Fixture(home).start();
        crashed.handle("install", (job, context) -> {
            begun.countDown();
            waitFor(forever);
        });
        for (String id : List.of("1", "2", "3")) {
            crashed.submit("{'id':'" + id + "','action':'install','name':'x','url':'file:/x','timeout':60}");
        }
        begun.await();
        // From here on it is dead to the disk, as after a crash.
        crashed.metafile.failWhen(number -> true);
        try (var host = new Fixture(home).start()) {
            assertThat(host.pending()).containsExactly("1 waiting", "2 waiting", "3 waiting");
            host.handle("install", (job, context) -> {
                assertThat(job.parameters().json()).contains("\"url\":\"file:/x\"");
                assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(1));
                note(job.id(), context);
            });
            await().until(() -> host.results().size() == 3);
            assertThat(runs).containsExactly("1 resumed", "2", "3");
        } finally {
            forever.countDown();
            crashed.close();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                // Goes on, as something that is killed has no time to react.
            }
        }
    }

    @Test
    void resumesAJobThatItsOwnStopInterrupted() throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    context.checkCancelled();
                }
            });
            host.submit("{'id':'1','action':'install','name':'x'}");
            begun.await();
        }
        try (var host = new Fixture(home).start()) {
            assertThat(host.results()).isEmpty();
            host.handle("install", (job, context) -> note(job.id(), context));
            assertThat(host.awaitResult("1").errcode()).isZero();
            assertThat(runs).containsExactly("1 resumed");
        }
    }

    /** As recorded by a version that made another digest of it. */
    @Test
    void takesAResumedJobOffTheListUnderTheKeyThatItWasRecordedWith() {
        try (var host = new Fixture(home).start()) {
            host.metafile.commit(edit -> edit.put(
                    PendingJobs.SECTION,
                    new PendingJobs(List.of(new PendingJobs.Entry(
                            "1/install/x/0123", "{\"id\":\"1\",\"action\":\"install\",\"name\":\"x\"}", true)))));
        }
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> note(job.id(), context));
            host.awaitResult("1");
            assertThat(host.pending()).isEmpty();
            assertThat(host.metafile.read(PendingJobs.SECTION).orElseThrow().jobs())
                    .isEmpty();
        }
        assertThat(runs).containsExactly("1 resumed");
    }

    @Test
    void letsTheHandlerUndoAResumedJobThatIsCancelled() throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    context.checkCancelled();
                }
            });
            host.submit("{'id':'1','action':'install','name':'x'}");
            begun.await();
        }
        try (var host = new Fixture(home).start()) {
            assertThat(host.dispatcher.cancel("1")).isEqualTo(1);
            host.handle("install", (job, context) -> {
                note(job.id(), context);
                context.checkCancelled();
            });
            assertThat(host.awaitResult("1").errcode()).isEqualTo(110);
            assertThat(runs).containsExactly("1 resumed");
        }
    }

    @Test
    void answersADoneJobAlsoAfterARestart() {
        String job = "{'id':'1','action':'install','name':'x'}";
        try (var host = new Fixture(home).start()) {
            host.handle("install", (it, context) -> note(it.id(), context));
            host.submit(job).awaitResult("1");
            host.outbox.confirm(host.outbox.peek(10, 10));
        }
        try (var host = new Fixture(home).start()) {
            host.handle("install", (it, context) -> note(it.id(), context));
            host.submit(job);
            assertThat(host.results()).extracting(JobResult::id).containsExactly("1");
            assertThat(runs).containsExactly("1");
        }
    }

    @Test
    void doesNotTakeAJobThatItCannotRecord() {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> note(job.id(), context));
            host.metafile.failWhen(number -> true);
            host.submit("{'id':'1','action':'install','name':'x'}");
            assertThat(host.metafile.faults).hasValue(1);
            assertThat(host.pending()).isEmpty();
            host.metafile.failWhen(number -> false);
            assertThat(host.results()).isEmpty();

            host.submit("{'id':'1','action':'install','name':'x'}");

            assertThat(host.awaitResult("1").errcode()).isZero();
            assertThat(runs).containsExactly("1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void doesEachJobOnceAndInOrderWhicheverCommitFails(int failing) {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> note(job.id(), context));
            // 0: accepted, 1: started, 2: finished, and the same again for a while.
            host.metafile.failWhen(number -> number >= failing && number < failing + 5);
            host.submit("{'id':'1','action':'install','name':'x'}");
            host.awaitResult("1");
            assertThat(host.metafile.faults).hasValue(5);
            host.submit("{'id':'2','action':'install','name':'x'}");
            host.awaitResult("2");
            assertThat(runs).containsExactly("1", "2");
            assertThat(host.pending()).isEmpty();
        }
        assertThat(MetafileFile.peek(home).orElseThrow().get("jobs").get("jobs"))
                .isEmpty();
    }

    @Test
    void holdsUpAnAgentWhoseResultCannotBeRecorded() {
        try (var host = new Fixture(home).start()) {
            host.handle("install", (job, context) -> {
                note(job.id(), context);
                host.metafile.failWhen(number -> true);
            });
            host.submit("{'id':'1','action':'install','name':'x'}");
            await().until(() -> host.metafile.faults.get() >= 3);
            assertThat(host.pending()).containsExactly("1 running");
            assertThat(host.results()).isEmpty();
            host.metafile.failWhen(number -> false);
            assertThat(host.awaitResult("1").errcode()).isZero();
            assertThat(runs).containsExactly("1");
        }
    }

    record Unreadable(List<Entry> jobs) {
        record Entry(String key, String job, boolean started) {}
    }

    @Test
    void goesOnWithoutAJobThatCannotBeRead() {
        MetafileFile.open(home)
                .commit(edit -> edit.put(
                        new Section<>("jobs", Unreadable.class),
                        new Unreadable(List.of(
                                new Unreadable.Entry("k1", "{\"id\":", false),
                                new Unreadable.Entry("k2", "{\"id\":\"2\"}", false),
                                new Unreadable.Entry("k3", "{\"id\":\"3\",\"action\":\"ping\"}", true)))));
        try (var host = new Fixture(home).start()) {
            host.handle("ping", (job, context) -> note(job.id(), context));
            host.awaitResult("3");
            assertThat(runs).containsExactly("3 resumed");
        }
    }

    @Test
    void remembersTheLast2000ResultsFor30Days() {
        var many = IntStream.range(0, 2000).mapToObj(i -> result("" + i, 0)).toList();
        var full = new DoneJobs(many).with(result("2000", 1));
        assertThat(full.results()).hasSize(2000).endsWith(result("2000", 1)).doesNotContain(result("0", 0));
        assertThat(full.with(result("later", 32)).results()).containsExactly(result("later", 32));
    }

    private static JobResult result(String id, int day) {
        return new JobResult(id, "ping", "", "d", 0, "", Instant.EPOCH.plus(Duration.ofDays(day)));
    }
}
