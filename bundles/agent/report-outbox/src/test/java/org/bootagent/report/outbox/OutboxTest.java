package org.bootagent.report.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.ReportOutbox.Batch;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.metafile.store.MetafileFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir
    Path home;

    private Gate gate;
    private Outbox outbox;

    @BeforeEach
    void open() {
        gate = new Gate(MetafileFile.open(home));
        outbox = new Outbox(gate, new Spool(home), Clock.systemUTC());
    }

    /** The real metafile behind a gate that can be shut, and that counts. */
    private static final class Gate implements Metafile {
        private final Metafile metafile;
        final AtomicInteger commits = new AtomicInteger();
        volatile boolean broken;
        volatile CountDownLatch shut = new CountDownLatch(0);

        Gate(Metafile metafile) {
            this.metafile = metafile;
        }

        @Override
        public <T extends Record> Optional<T> read(Section<T> section) {
            return metafile.read(section);
        }

        @Override
        public void commit(Consumer<Edit> edit) {
            commits.incrementAndGet();
            try {
                shut.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (broken) {
                throw new MetafileException("no space left on the test's device", null);
            }
            metafile.commit(edit);
        }
    }

    @Test
    void callsItsListenersOnceWhatWasAddedCanBeSeen() {
        var seen = new ArrayList<Integer>();
        var end = outbox.onAdded(() -> {
            var batch = outbox.peek(10, 10);
            seen.add(batch.results().size() + batch.events().size());
        });
        add(result("1", 0));
        outbox.publish(Event.Type.HOST, "", "hello");
        end.run();
        add(result("2", 0));

        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void doesNotCallItsListenersForAResultThatIsNotDurable() {
        var calls = new AtomicInteger();
        outbox.onAdded(calls::incrementAndGet);

        assertThatThrownBy(() -> gate.commit(edit -> {
                    outbox.add(edit, result("1", 0));
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(calls).hasValue(0);
    }

    @Test
    void keepsResultsAndEventsOverARestart() {
        add(result("1", 0));
        outbox.publish(Event.Type.ABNORMAL_EXIT, "x", "exit code 3");

        open();
        Batch batch = outbox.peek(10, 10);
        assertThat(batch.results()).containsExactly(result("1", 0));
        assertThat(batch.events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("abnormal-exit");
            assertThat(event.agent()).isEqualTo("x");
            assertThat(event.detail()).isEqualTo("exit code 3");
        });
    }

    @Test
    void forgetsExactlyWhatWasConfirmed() {
        add(result("1", 0));
        add(result("2", 0));
        outbox.publish(Event.Type.HOST, "", "first");
        Batch sent = outbox.peek(1, 10);
        add(result("3", 0));
        outbox.publish(Event.Type.HOST, "", "second");

        outbox.confirm(sent);

        Batch left = outbox.peek(10, 10);
        assertThat(left.results()).containsExactly(result("2", 0), result("3", 0));
        assertThat(left.events()).extracting(Event::detail).containsExactly("second");
        outbox.confirm(left);
        assertThat(outbox.peek(10, 10).isEmpty()).isTrue();
        open();
        assertThat(outbox.peek(10, 10).isEmpty()).isTrue();
    }

    @Test
    void keepsALaterResultOfTheSameJobWhenTheEarlierIsConfirmed() {
        add(result("1", 203));
        Batch sent = outbox.peek(10, 10);
        add(result("1", 0));
        outbox.confirm(sent);
        assertThat(outbox.peek(10, 10).results()).containsExactly(result("1", 0));
    }

    @Test
    void tellsJobsOfOneIdApart() {
        add(result("1", 0));
        add(new JobResult("1", "config", "", "d", 0, "done", Instant.EPOCH));
        assertThat(outbox.peek(10, 10).results()).hasSize(2);
    }

    @Test
    void dropsTheOldestEventsAndSaysHowMany() {
        gate.metafile.commit(
                edit -> edit.put(Unconfirmed.SECTION, Unconfirmed.NOTHING.with(events(1000), Instant.EPOCH)));
        IntStream.range(1000, 1003).forEach(i -> outbox.publish(Event.Type.HOST, "", "event " + i));

        Batch batch = outbox.peek(10, 5000);
        assertThat(batch.events()).hasSize(1001);
        assertThat(batch.events().get(0).detail()).startsWith("3 events dropped");
        assertThat(batch.events().get(1).detail()).isEqualTo("event 3");
        assertThat(batch.events().get(1000).detail()).isEqualTo("event 1002");
    }

    @Test
    void countsOnlyOnceWhatWasDropped() {
        gate.metafile.commit(
                edit -> edit.put(Unconfirmed.SECTION, Unconfirmed.NOTHING.with(events(1003), Instant.EPOCH)));
        Batch sent = outbox.peek(10, 1);
        assertThat(sent.events()).singleElement().asString().contains("3 events dropped");
        outbox.publish(Event.Type.HOST, "", "one more");
        outbox.confirm(sent);

        Batch next = outbox.peek(10, 1);
        assertThat(next.events().get(0).detail()).startsWith("1 events dropped");
        assertThat(next.events().get(0).id()).isNotEqualTo(sent.events().get(0).id());
        outbox.confirm(next);
        assertThat(outbox.peek(10, 1).events().get(0).detail()).isEqualTo("event 4");
    }

    @Test
    void isBoundedInResults() {
        var many = IntStream.range(0, 10_000).mapToObj(i -> result("" + i, 0)).toList();
        var full = new Unconfirmed(many, List.of(), null).with(result("10000", 0));
        assertThat(full.results()).hasSize(10_000).endsWith(result("10000", 0)).doesNotContain(result("0", 0));
    }

    @Test
    void writesAStormOfEventsTogether() throws InterruptedException {
        gate.shut = new CountDownLatch(1);
        var threads = Stream.generate(() ->
                        NamedThreads.create("publisher", () -> outbox.publish(Event.Type.ABNORMAL_EXIT, "x", "exit")))
                .limit(50)
                .toList();
        threads.forEach(Thread::start);
        await().until(() -> gate.commits.get() == 1
                && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        gate.shut.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(gate.commits).hasValueLessThanOrEqualTo(3);
        open();
        assertThat(outbox.peek(0, 100).events()).hasSize(50);
    }

    @Test
    void stillReportsEventsWhenTheDiskFails() {
        gate.broken = true;
        outbox.publish(Event.Type.KILLED, "x", "over its memory");
        assertThat(gate.commits).hasValue(1);
        Batch sent = outbox.peek(10, 10);
        assertThat(sent.events()).extracting(Event::detail).containsExactly("over its memory");
        outbox.publish(Event.Type.GAVE_UP, "x", "3 failures");
        outbox.confirm(sent);
        assertThat(outbox.peek(10, 10).events()).extracting(Event::detail).containsExactly("3 failures");

        gate.broken = false;
        outbox.publish(Event.Type.HOST, "", "better");
        open();
        assertThat(outbox.peek(10, 10).events()).extracting(Event::detail).containsExactly("3 failures", "better");
    }

    @Test
    void isBoundedInMemoryWhenTheDiskFails() {
        gate.broken = true;
        for (int i = 0; i < 1010; i++) {
            outbox.publish(Event.Type.HOST, "", "event " + i);
        }
        assertThat(outbox.queued()).isEqualTo(1000);
        assertThat(outbox.peek(0, 5000).events()).hasSize(1000);
    }

    @Test
    void sendsAgainWhatCouldNotBeForgotten() {
        add(result("1", 0));
        Batch sent = outbox.peek(10, 10);
        gate.broken = true;
        outbox.confirm(sent);
        gate.broken = false;
        assertThat(outbox.peek(10, 10)).isEqualTo(sent);
    }

    private void add(JobResult result) {
        gate.metafile.commit(edit -> outbox.add(edit, result));
    }

    private static List<Event> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Event("id-" + i, Instant.EPOCH, "", "host", "event " + i))
                .toList();
    }

    private static JobResult result(String id, int errcode) {
        return new JobResult(id, "install", "x", "d", errcode, "done", Instant.EPOCH);
    }
}
