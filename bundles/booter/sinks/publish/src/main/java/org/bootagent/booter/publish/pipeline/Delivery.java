package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the spool to the publisher, batch by batch, until each is accepted or refused. Ends when its thread is interrupted or the spool closed. */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final long IDLE_MILLIS = 60_000;

    /** Limit of crashes per batch: a publisher with a bug must not hold up everything behind it. */
    static final int MOST_CRASHES = 5;

    /** Limit of refusals in a row: a sink that refuses everything is not asked for each publication. */
    static final int MOST_REFUSALS = 64;

    private final Publisher publisher;
    private final Spool spool;
    private final Limits limits;
    private final Counters counters;
    private final Clock clock;
    private final Backoff backoff;
    private int crashes;
    private int refusals;

    Delivery(Publisher publisher, Spool spool, Limits limits, Counters counters, Clock clock, RandomGenerator random) {
        this.publisher = publisher;
        this.spool = spool;
        this.limits = limits;
        this.counters = counters;
        this.clock = clock;
        this.backoff = new Backoff(limits.retryBase(), limits.retryLongest(), random);
    }

    @Override
    public void run() {
        try {
            while (!Thread.interrupted() && !spool.isClosed()) {
                try {
                    deliverNext();
                } catch (IOException e) {
                    failed("the spool cannot be read: " + e, Duration.ZERO);
                } catch (RuntimeException | Error e) {
                    // A missing class, or a lack of memory: the end of the thread would go unnoticed.
                    afterError(e);
                }
            }
        } catch (InterruptedException e) {
            // The end: what is not delivered stays in the spool.
            Thread.currentThread().interrupt();
        }
    }

    private void deliverNext() throws IOException, InterruptedException {
        spool.await(1, IDLE_MILLIS);
        if (spool.records() > 0) {
            spool.await(limits.batch(), limits.linger().toMillis());
        }
        var batch = spool.next(limits.batch(), limits.batchBytes());
        if (!batch.records().isEmpty()) {
            deliver(batch);
        }
        confirm(batch);
    }

    private void confirm(Spool.Batch batch) throws InterruptedException {
        try {
            spool.confirm(batch.end());
        } catch (IOException e) {
            failed("what is sent cannot be taken from the spool, and may be sent again: " + e, Duration.ZERO);
        }
    }

    private void deliver(Spool.Batch batch) throws InterruptedException {
        var left = PublicationCodec.read(batch.records());
        counters.refused.add(batch.records().size() - left.size());
        deliver(left);
    }

    private void deliver(List<Publication> batch) throws InterruptedException {
        var left = batch;
        while (!left.isEmpty()) {
            left = send(left);
        }
    }

    private List<Publication> inHalves(List<Publication> batch) throws InterruptedException {
        deliver(batch.subList(0, batch.size() / 2));
        return batch.subList(batch.size() / 2, batch.size());
    }

    /** @return publications to send again */
    private List<Publication> send(List<Publication> batch) throws InterruptedException {
        try {
            publisher.send(batch);
            counters.sent.add(batch.size());
            refusals = 0;
            succeeded();
            return List.of();
        } catch (PublishException e) {
            return after(batch, e);
        } catch (RuntimeException e) {
            return afterCrash(batch, e);
        }
    }

    private List<Publication> after(List<Publication> batch, PublishException e) throws InterruptedException {
        boolean divided = e.tooLarge() || (e.whole() && refusals < MOST_REFUSALS);
        refusals = e.whole() && !e.tooLarge() ? refusals + 1 : 0;
        if (divided && batch.size() > 1) {
            return inHalves(batch);
        }
        var again = e.again(batch);
        int refused = e.refused(batch);
        counters.refused.add(refused);
        counters.sent.add(batch.size() - again.size() - refused);
        if (refused > 0) {
            LOG.warn(
                    "Publisher {}: {} of {} publications are refused for good: {}",
                    publisher.name(),
                    refused,
                    batch.size(),
                    e.getMessage());
        }
        if (again.isEmpty()) {
            counters.refused(e.getMessage(), now());
            succeeded();
        } else {
            failed(e.getMessage(), e.retryAfter());
        }
        return again;
    }

    private List<Publication> afterCrash(List<Publication> batch, RuntimeException e) throws InterruptedException {
        LOG.error("Publisher {} has a defect", publisher.name(), e);
        crashes++;
        if (crashes < MOST_CRASHES) {
            failed(e.toString(), Duration.ZERO);
            return batch;
        }
        counters.refused.add(batch.size());
        counters.failed(e.toString(), now());
        crashes = 0;
        return List.of();
    }

    private void afterError(Throwable e) throws InterruptedException {
        if (!counters.failing()) {
            LOG.error("Publisher {} failed with an error and is tried again", publisher.name(), e);
        }
        failed(e.toString(), Duration.ZERO);
    }

    private void failed(String error, Duration least) throws InterruptedException {
        if (!counters.failing()) {
            LOG.warn("Publisher {} fails; its publications are kept and sent again: {}", publisher.name(), error);
        }
        counters.failed(error, now());
        counters.retries.increment();
        Thread.sleep(backoff.next(least).toMillis());
    }

    private void succeeded() {
        if (counters.failing()) {
            LOG.info("Publisher {} works again", publisher.name());
        }
        crashes = 0;
        backoff.reset();
        counters.succeeded();
    }

    private double now() {
        return clock.millis() / 1000.0;
    }
}
