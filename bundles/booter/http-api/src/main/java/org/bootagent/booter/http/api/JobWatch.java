package org.bootagent.booter.http.api;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobListener;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;

/** Lets requests wait for news of a job: each holds a thread of the server, so only so many may. */
final class JobWatch implements JobListener, AutoCloseable {
    static final int MAX_SECONDS = 60;
    /** Nobody tells of progress and output: whoever waits for those looks. */
    private static final long LOOK_MILLIS = 200;

    private final Fleet fleet;
    private final int maxWaiting;
    private final Semaphore places;
    private final Runnable deaf;

    /** Completed by the next job that ends. */
    private final AtomicReference<CompletableFuture<Void>> ending = new AtomicReference<>(new CompletableFuture<>());

    private volatile boolean closed;

    JobWatch(Fleet fleet, int maxWaiting) {
        this.fleet = fleet;
        this.maxWaiting = maxWaiting;
        this.places = new Semaphore(maxWaiting);
        this.deaf = fleet.listen(this);
    }

    @Override
    public void finished(Collection<FleetJob> jobs) {
        ending.getAndSet(new CompletableFuture<>()).complete(null);
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
        deaf.run();
        closed = true;
        ending.get().complete(null);
    }

    private <T> Optional<T> news(Supplier<Optional<T>> news, long end) throws InterruptedException {
        var next = ending.get();
        Optional<T> found = news.get();
        while (found.isEmpty() && System.nanoTime() - end < 0 && !closed) {
            await(next);
            next = ending.get();
            found = news.get();
        }
        return found;
    }

    /** Until a job has ended, or it is time to look. */
    private static void await(CompletableFuture<Void> next) throws InterruptedException {
        try {
            next.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Time to look.
        }
    }
}
