package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.fleet.metrics.MetricSource;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publications;
import org.bootagent.booter.publish.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline for each publisher there is. */
public final class Hub implements Publications, MetricSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final String NAME = "[a-z][a-z0-9.-]{0,63}";

    private final Path directory;
    private final Limits limits;
    private final Clock clock;
    private final Map<Publisher, Pipeline> pipelines = new ConcurrentHashMap<>();

    public Hub(Path directory, Limits limits, Clock clock) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
    }

    public synchronized void add(Publisher publisher) {
        String name = publisher.name();
        if (!name.matches(NAME)) {
            LOG.error("publisher '{}' is not used: its name must be 1 to 64 of a-z 0-9 . -, a letter first", name);
        } else if (pipelines.values().stream().anyMatch(other -> other.name().equals(name))) {
            LOG.error("there are two publishers of the name {}; the second is not used: give it another name", name);
        } else {
            open(publisher);
        }
    }

    private void open(Publisher publisher) {
        Path spool = directory.resolve(publisher.name());
        try {
            var pipeline = new Pipeline(spool, publisher, limits, clock, RandomGenerator.getDefault());
            pipelines.put(publisher, pipeline.start());
            LOG.info(
                    "publisher {}: {} to send from before",
                    publisher.name(),
                    pipeline.spool().records());
        } catch (IOException e) {
            LOG.error(
                    "publisher {} is not used: its spool {} cannot be opened: {}",
                    publisher.name(),
                    spool,
                    e.toString());
        }
    }

    public synchronized void remove(Publisher publisher) {
        var pipeline = pipelines.remove(publisher);
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Override
    public boolean wanted() {
        return !pipelines.isEmpty();
    }

    @Override
    public void offer(List<Publication> publications) {
        pipelines.values().forEach(pipeline -> pipeline.offer(publications));
    }

    @Override
    public List<MetricFamily> metrics() {
        return PipelineMetrics.of(pipelines.values());
    }

    @Override
    public synchronized void close() {
        pipelines.keySet().forEach(this::remove);
    }
}
