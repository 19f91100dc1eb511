package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of publications to one publisher: a queue in memory, the spool, the publisher. One thread brings them from the queue to the spool, another from there to
 * the publisher, so that neither a slow disk nor a slow sink is felt by whoever offers.
 */
final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int MOST_AT_ONCE = 1024;
    private static final long STOP_MILLIS = 3000;

    private final Publisher publisher;
    private final String name;
    private final Counters counters = new Counters();
    private final BlockingQueue<Publication> queue;
    private final Spool spool;
    private final Thread keeper;
    private final Thread sender;
    private volatile boolean closing;

    Pipeline(Path directory, Publisher publisher, Limits limits, Clock clock, RandomGenerator random)
            throws IOException {
        this.publisher = publisher;
        this.name = publisher.name();
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        this.spool = new Spool(directory, limits.spoolBytes(), limits.segmentBytes());
        var delivery = new Delivery(publisher, spool, limits, counters, clock, random);
        this.keeper = thread("publish-" + name + "-spool", this::keep);
        this.sender = thread("publish-" + name, delivery);
    }

    Pipeline start() {
        keeper.start();
        sender.start();
        return this;
    }

    /** Never waits: what has no room is dropped and counted. */
    void offer(List<Publication> publications) {
        for (var publication : publications) {
            if (!publisher.takes(publication.kind())) {
                continue;
            }
            counters.offered.increment();
            if (!queue.offer(publication)) {
                counters.overflowed.increment();
            }
        }
    }

    String name() {
        return name;
    }

    Counters counters() {
        return counters;
    }

    Spool spool() {
        return spool;
    }

    /** What was offered is in the spool when this returns, unless the disk is too slow. */
    @Override
    public void close() {
        closing = true;
        sender.interrupt();
        try {
            keeper.join(STOP_MILLIS);
            keeper.interrupt();
            keeper.join(STOP_MILLIS);
            sender.join(STOP_MILLIS);
            spool.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the spool of publisher {} could not be closed: {}", name, e.getMessage());
        }
    }

    private void keep() {
        var taken = new ArrayList<Publication>();
        try {
            while (!closing || !queue.isEmpty()) {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    queue.drainTo(taken, MOST_AT_ONCE);
                    keep(taken);
                    taken.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(List<Publication> publications) {
        // The spool counts what it does not keep of those that it is given.
        int withheld = publications.size();
        try {
            var contents = publications.stream()
                    .map(Content::write)
                    .filter(content -> content.length <= Segment.MAX_RECORD)
                    .toList();
            withheld -= contents.size();
            spool.append(contents);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("publications for {} are lost, the spool does not take all: {}", name, e.toString());
        } finally {
            counters.overflowed.add(withheld);
        }
    }

    private static Thread thread(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
