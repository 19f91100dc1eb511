package org.bootagent.dispatcher;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.awaitility.Awaitility;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.metafile.store.MetafileFile;
import org.bootagent.report.outbox.Outbox;
import org.bootagent.report.outbox.Spool;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;

/** A dispatcher over a real metafile and a real outbox, with a home that outlives it. */
final class Fixture implements AutoCloseable {
    static final Settings SETTINGS = new Settings(
            4, 32, 10, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(20));

    static {
        // A busy build machine may take ten seconds for what takes one.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    final HandlerRegistry registry = new HandlerRegistry();
    final FaultyMetafile metafile;
    final ReportOutbox outbox;
    final Dispatcher dispatcher;
    private final AtomicLong ids = new AtomicLong();

    Fixture(Path home) {
        this(home, SETTINGS);
    }

    Fixture(Path home, Settings settings) {
        this(home, settings, Clock.systemUTC());
    }

    Fixture(Path home, Settings settings, Clock clock) {
        metafile = new FaultyMetafile(MetafileFile.open(home));
        outbox = new Outbox(metafile, new Spool(home));
        dispatcher = new Dispatcher(new JobLedger(metafile, outbox), registry, settings, clock);
        registry.put(new HandlerRegistry.Registration(
                new CancelHandler(dispatcher::cancel), List.of("cancel"), 0, -1, "dispatcher", "1"));
    }

    Fixture start() {
        dispatcher.start();
        return this;
    }

    /** Registers a handler and returns its service's id. */
    long handle(String action, JobHandler handler) {
        long id = ids.incrementAndGet();
        registry.put(new HandlerRegistry.Registration(handler, List.of(action), 0, id, "test." + action, "1.0." + id));
        return id;
    }

    Fixture submit(String json) {
        dispatcher.submit(job(json));
        return this;
    }

    static Job job(String json) {
        try {
            return JobMessage.read(Json.MAPPER.readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    List<JobResult> results() {
        return outbox.peek(1000, 0).results();
    }

    Optional<JobResult> result(String id) {
        return results().stream().filter(result -> result.id().equals(id)).findFirst();
    }

    JobResult awaitResult(String id) {
        await().until(() -> result(id).isPresent());
        return result(id).orElseThrow();
    }

    List<String> pending() {
        return dispatcher.pending().stream()
                .map(job -> job.id() + " " + job.state())
                .toList();
    }

    @Override
    public void close() {
        dispatcher.close();
    }

    /** The real metafile, until a commit chosen by the test fails. */
    static final class FaultyMetafile implements Metafile {
        private final Metafile metafile;
        final AtomicInteger commits = new AtomicInteger();
        final AtomicInteger faults = new AtomicInteger();
        private volatile IntPredicate failing = number -> false;

        FaultyMetafile(Metafile metafile) {
            this.metafile = metafile;
        }

        /** @param number of the commit from now on, the first is 0 */
        void failWhen(IntPredicate number) {
            commits.set(0);
            faults.set(0);
            failing = number;
        }

        @Override
        public <T extends Record> Optional<T> read(Section<T> section) {
            return metafile.read(section);
        }

        @Override
        public void commit(Consumer<Edit> edit) {
            if (failing.test(commits.getAndIncrement())) {
                faults.incrementAndGet();
                throw new MetafileException("no space left on the test's device", null);
            }
            metafile.commit(edit);
        }
    }
}
