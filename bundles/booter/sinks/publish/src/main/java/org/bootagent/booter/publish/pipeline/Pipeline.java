package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.concurrent.Batcher;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Path of publications to one publisher: queue in memory, spool, publisher. One thread moves them from the queue to the spool, another from the spool to the
 * publisher. So callers feel neither a slow disk nor a slow sink.
 */
final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int MOST_AT_ONCE = 1024;
    private static final Duration STOP = Duration.ofSeconds(3);

    /** Time for the thread that writes to end when it is interrupted. */
    private static final Duration INTERRUPTED = Duration.ofSeconds(1);

    private final Publisher publisher;
    private final String name;
    private final Counters counters = new Counters();
    private final Batcher<Publication> queue;
    private final Spool spool;
    private final ExecutorService keeper;
    private final Thread sender;

    Pipeline(Path directory, Publisher publisher, Limits limits, Clock clock, RandomGenerator random)
            throws IOException {
        this(directory, publisher, limits, clock, random, NamedThreads.named("publish-" + publisher.name() + "-spool"));
    }

    /** @param keepers makes the thread that writes to the spool */
    Pipeline(
            Path directory,
            Publisher publisher,
            Limits limits,
            Clock clock,
            RandomGenerator random,
            ThreadFactory keepers)
            throws IOException {
        this.publisher = publisher;
        this.name = publisher.name();
        this.spool = new Spool(directory, limits.spoolBytes(), limits.segmentBytes());
        var delivery = new Delivery(publisher, spool, limits, counters, clock, random);
        this.keeper = Executors.newSingleThreadExecutor(keepers);
        this.queue = new Batcher<>(keeper, MOST_AT_ONCE, limits.queue(), this::keep);
        this.sender = NamedThreads.create("publish-" + name, delivery);
    }

    Pipeline start() {
        sender.start();
        return this;
    }

    /** Offers publications without waiting; those that do not fit are dropped and counted. */
    void offer(List<Publication> publications) {
        var taken = publications.stream()
                .filter(publication -> publisher.takes(publication.kind()))
                .toList();
        counters.offered.add(taken.size());
        counters.overflowed.add(taken.size() - queued(taken));
    }

    private int queued(List<Publication> publications) {
        try {
            return queue.offerAll(publications);
        } catch (RejectedExecutionException e) {
            // The publisher has been removed meanwhile.
            return 0;
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

    /** Closes. Offered publications are in the spool when this returns, unless the disk is too slow by far. */
    @Override
    public void close() {
        new Closing().close(List.of(this));
    }

    /**
     * Begins to close, on a thread of its own: a disk that hangs holds up even who interrupts its writer.
     *
     * @param deadline until when offered publications may reach the spool, by {@link System#nanoTime}
     * @return the thread, which ends when all is closed
     */
    Thread beginClose(long deadline) {
        sender.interrupt();
        var closer = NamedThreads.create("publish-" + name + "-close", () -> close(deadline));
        closer.start();
        return closer;
    }

    private void close(long deadline) {
        try {
            awaitKept(deadline);
            sender.join(Math.max(1, left(deadline).toMillis()));
            spool.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("Cannot close the spool of publisher {}: {}", name, e.getMessage());
        }
    }

    /** An interrupt would break off a write and lose its publications, so there is none before the deadline. */
    private void awaitKept(long deadline) throws InterruptedException {
        if (!queue.awaitIdle(left(deadline))) {
            LOG.warn("Not all publications for {} are in its spool yet; waiting", name);
            if (!queue.awaitIdle(Duration.ofNanos(deadline - System.nanoTime()))) {
                LOG.error("Publications for {} may be lost: its spool has not taken all in the time to close", name);
            }
        }
        keeper.shutdownNow();
        boolean unused = keeper.awaitTermination(INTERRUPTED.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the time until the deadline, but no more than a part of a stop may usually take. */
    private static Duration left(long deadline) {
        var left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(STOP) < 0 ? left : STOP;
    }

    private void keep(List<Publication> publications) {
        // The spool counts what it does not keep of those that it is given.
        int withheld = publications.size();
        try {
            var contents = publications.stream()
                    .map(PublicationCodec::write)
                    .filter(content -> content.length <= Segment.MAX_RECORD)
                    .toList();
            withheld -= contents.size();
            spool.append(contents);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("Losing publications for {}, whose spool cannot store all: {}", name, e.toString());
        } finally {
            counters.overflowed.add(withheld);
        }
    }
}
