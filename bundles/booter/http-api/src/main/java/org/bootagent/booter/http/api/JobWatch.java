package org.bootagent.booter.http.api;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetJob;

/** Lets requests wait for news of a job: each holds a thread of the server, so only so many may. */
final class JobWatch implements AutoCloseable {
    static final int MAX_SECONDS = 60;
    private static final long LOOK_MILLIS = 200;

    private final Fleet fleet;
    private final int maxWaiting;
    private final Semaphore places;
    private final CountDownLatch closed = new CountDownLatch(1);

    JobWatch(Fleet fleet, int maxWaiting) {
        this.fleet = fleet;
        this.maxWaiting = maxWaiting;
        this.places = new Semaphore(maxWaiting);
    }

    /** The job when it has finished or is otherwise than it was, at the latest after so many seconds. */
    FleetJob await(String id, int seconds) throws ProblemException {
        var before = fleet.job(id);
        if (before.status().finished()) {
            return before;
        }
        return await(seconds, () -> Optional.of(fleet.job(id)).filter(now -> !now.equals(before)))
                .orElse(before);
    }

    /** What is new, as soon as there is something; empty if nothing is after so many seconds. */
    <T> Optional<T> await(int seconds, Supplier<Optional<T>> news) throws ProblemException {
        var now = news.get();
        if (seconds == 0 || now.isPresent()) {
            return now;
        }
        if (!places.tryAcquire()) {
            throw Problem.of(
                    503,
                    "too many requests wait already; ask again later, or without wait",
                    Map.of("Retry-After", "1"));
        }
        try {
            return news(news, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    /** How many requests wait now. */
    int waiting() {
        return maxWaiting - places.availablePermits();
    }

    /** Ends all waiting. */
    @Override
    public void close() {
        closed.countDown();
    }

    private <T> Optional<T> news(Supplier<Optional<T>> news, long end) throws InterruptedException {
        Optional<T> found = Optional.empty();
        while (found.isEmpty() && System.nanoTime() - end < 0) {
            if (closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return found;
            }
            found = news.get();
        }
        return found;
    }
}
