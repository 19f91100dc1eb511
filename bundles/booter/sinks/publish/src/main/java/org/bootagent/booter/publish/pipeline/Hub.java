package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.fleet.metrics.MetricSource;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publications;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pipeline per publisher. */
public final class Hub implements Publications, MetricSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final String NAME = "[a-z][a-z0-9.-]{0,63}";

    /** Pause before a spool that could not be opened is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Path directory;
    private final Limits limits;
    private final Clock clock;
    private final Executor opener;
    private final AtomicReference<Instant> due = new AtomicReference<>(Instant.MIN);
    private final Map<Publisher, Pipeline> pipelines = new ConcurrentHashMap<>();

    /** Settings that name the publishers. */
    private final Map<Publisher, String> settings = new ConcurrentHashMap<>();

    /** Reasons why spools cannot be opened. */
    private final Map<Publisher, String> failures = new ConcurrentHashMap<>();

    private final Closing closing = new Closing();

    /** Unused publishers, in order of arrival. */
    private final List<UnusedPublisher> unused = new CopyOnWriteArrayList<>();

    public Hub(Path directory, Limits limits, Clock clock) {
        this(
                directory,
                limits,
                clock,
                task -> NamedThreads.create("publish-open", task).start());
    }

    /** @param opener opens spools again, so that callers do not wait for a disk */
    Hub(Path directory, Limits limits, Clock clock, Executor opener) {
        this.opener = opener;
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
    }

    public void add(Publisher publisher) {
        add(publisher, "name");
    }

    /** @param setting that its name comes from, as the operator writes it */
    public synchronized void add(Publisher publisher, String setting) {
        settings.put(publisher, setting);
        String name = publisher.name() == null ? "" : publisher.name();
        var other = pipelines.keySet().stream()
                .filter(used -> pipelines.get(used).name().equals(name))
                .findFirst();
        if (!name.matches(NAME)) {
            LOG.error(
                    "{} is '{}', must be 1 to 64 of a-z 0-9 . -, a letter first: this publisher is not used",
                    setting,
                    name);
            unused.add(new UnusedPublisher(publisher, name, UnusedPublisher.Reason.NAME));
        } else if (other.isPresent()) {
            LOG.error(
                    "{} is '{}', the same as {}: only that publisher is used; give this one another name",
                    setting,
                    name,
                    settings.get(other.get()));
            unused.add(new UnusedPublisher(publisher, name, UnusedPublisher.Reason.DUPLICATE));
        } else {
            open(publisher, name);
        }
    }

    private void open(Publisher publisher, String name) {
        Path spool = directory.resolve(name);
        try {
            var pipeline = new Pipeline(spool, publisher, limits, clock, RandomGenerator.getDefault());
            pipelines.put(publisher, pipeline.start());
            failures.remove(publisher);
            LOG.info(
                    "Publisher {}: {} publications left from the last run",
                    name,
                    pipeline.spool().records());
        } catch (IOException | UncheckedIOException e) {
            if (!e.toString().equals(failures.put(publisher, e.toString()))) {
                LOG.error("Publisher {} is not used until its spool {} can be opened: {}", name, spool, e.toString());
            }
            due.set(clock.instant().plus(AGAIN));
            unused.add(new UnusedPublisher(publisher, name, UnusedPublisher.Reason.SPOOL));
        }
    }

    private void openAgainIfDue() {
        if (unused.stream().noneMatch(UnusedPublisher::waitsForSpool)) {
            return;
        }
        var now = clock.instant();
        var at = due.get();
        // So far ahead it can only be if the clock was set back.
        boolean isDue = !now.isBefore(at) || at.isAfter(now.plus(AGAIN));
        if (isDue && due.compareAndSet(at, now.plus(AGAIN))) {
            opener.execute(this::openAgain);
        }
    }

    private synchronized void openAgain() {
        addAgain(unused.stream().filter(UnusedPublisher::waitsForSpool).toList());
    }

    private void addAgain(List<UnusedPublisher> waiting) {
        waiting.forEach(one -> {
            unused.remove(one);
            add(one.publisher(), settings.get(one.publisher()));
        });
    }

    public synchronized void remove(Publisher publisher) {
        unused.removeIf(one -> one.publisher().equals(publisher));
        settings.remove(publisher);
        failures.remove(publisher);
        var pipeline = pipelines.remove(publisher);
        if (pipeline != null) {
            closing.close(List.of(pipeline));
            succeed(pipeline.name());
        }
    }

    /** Starts the first publisher that waited for this name; it takes over the unsent publications. */
    private void succeed(String name) {
        addAgain(unused.stream().filter(one -> one.waitsFor(name)).toList());
    }

    @Override
    public boolean wanted() {
        openAgainIfDue();
        return !pipelines.isEmpty();
    }

    @Override
    public boolean wanted(Publication.Kind kind) {
        openAgainIfDue();
        return pipelines.keySet().stream().anyMatch(publisher -> publisher.takes(kind));
    }

    @Override
    public void offer(List<Publication> publications) {
        pipelines.values().forEach(pipeline -> pipeline.offer(publications));
    }

    @Override
    public List<MetricFamily> metrics() {
        var metrics = new ArrayList<>(PipelineMetrics.of(pipelines.values()));
        metrics.addAll(UnusedPublisher.metrics(unused));
        return metrics;
    }

    @Override
    public synchronized void close() {
        unused.clear();
        settings.clear();
        failures.clear();
        var last = List.copyOf(pipelines.values());
        pipelines.clear();
        closing.close(last);
    }
}
