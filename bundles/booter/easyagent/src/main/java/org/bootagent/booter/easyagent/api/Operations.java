package org.bootagent.booter.easyagent.api;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobListener;

/** Operations, and those who wait for their results: each holds a thread of the server, so only so many may. */
final class Operations implements JobListener, AutoCloseable {
    /** How a job ends whose host could not be reached or did not answer. */
    private static final Set<Integer> UNREACHED =
            Set.of(ErrorCode.TRANSIENT.number(), ErrorCode.DEADLINE_EXCEEDED.number());

    /** For the way to the host and back. */
    private static final Duration WAY = Duration.ofSeconds(10);

    private final Fleet fleet;
    private final Duration usual;
    private final Semaphore places;
    private final Map<String, CompletableFuture<FleetJob>> waiting = new ConcurrentHashMap<>();
    private final Runnable deaf;

    /** @param usual how long a result is waited for where the operation has no time of its own */
    Operations(Fleet fleet, Duration usual, int maxWaiting) {
        this.fleet = fleet;
        this.usual = usual;
        this.places = new Semaphore(maxWaiting);
        this.deaf = fleet.listen(this);
    }

    /**
     * The operation when it has ended.
     *
     * @param timeout its own time, or null
     * @throws V1Exception 103 if it is not in time, or its host could not be reached
     */
    FleetJob await(FleetJob job, Duration timeout) throws V1Exception {
        if (!places.tryAcquire()) {
            throw new V1Exception(
                    V1Exception.UNKNOWN,
                    "too many calls wait already; operation " + job.seq() + " goes on, ask for its progress");
        }
        try {
            FleetJob ended = result(job, timeout == null ? usual : timeout.plus(WAY));
            if (ended.errcode() != null && UNREACHED.contains(ended.errcode())) {
                throw new V1Exception(V1Exception.COMMUNICATION, "operation " + job.seq() + ": " + ended.message());
            }
            return ended;
        } finally {
            waiting.remove(job.id());
            places.release();
        }
    }

    @Override
    public void finished(Collection<FleetJob> jobs) {
        for (FleetJob job : jobs) {
            var result = waiting.get(job.id());
            if (result != null) {
                result.complete(job);
            }
        }
    }

    /** Lets nobody wait any longer. */
    @Override
    public void close() {
        deaf.run();
        waiting.values().forEach(result -> result.cancel(false));
    }

    private FleetJob result(FleetJob job, Duration most) throws V1Exception {
        var result = waiting.computeIfAbsent(job.id(), absent -> new CompletableFuture<>());
        FleetJob now = fleet.job(job.id());
        if (now.status().finished()) {
            return now;
        }
        try {
            return result.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | java.util.concurrent.CancellationException e) {
            throw late(job, most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late(job, most);
        }
    }

    private V1Exception late(FleetJob job, Duration most) {
        String state = fleet.job(job.id()).status() == org.bootagent.booter.fleet.JobStatus.QUEUED
                ? "the host is not connected, and gets it when it comes"
                : "the host has it and did not answer yet";
        return new V1Exception(
                V1Exception.COMMUNICATION,
                "operation " + job.seq() + " has no result after " + GoDuration.text(most) + ": " + state
                        + "; ask for its progress");
    }
}
