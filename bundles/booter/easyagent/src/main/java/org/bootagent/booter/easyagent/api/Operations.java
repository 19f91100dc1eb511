package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
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
import org.bootagent.booter.fleet.JobStatus;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.GoDuration;

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

    /** Asks a host for something. @throws V1Exception 103 if there is no such host */
    FleetJob ask(V1Call call, String agentsn, String action, String agent, ObjectNode parameters) throws V1Exception {
        if (fleet.find(agentsn).isEmpty()) {
            throw V1Exception.away("no host has the id " + agentsn + "; GET /api/v1/sidecar lists those there are");
        }
        return fleet.enqueue(agentsn, action, agent, parameters.toString());
    }

    /** Begins an operation and answers when it has ended. */
    Object now(V1Call call, Begun.Begin begin, Begun.Answer answer) throws V1Exception {
        Begun begun = begin.begin(call);
        return answer.of(begun, await(begun.job(), begun.timeout()));
    }

    /**
     * The operation when it has ended.
     *
     * @param timeout its own time, or null
     * @throws V1Exception 103 if it is not in time, or its host could not be reached; at once if its host is not there
     */
    FleetJob await(FleetJob job, Duration timeout) throws V1Exception {
        requirePresent(job);
        if (!places.tryAcquire()) {
            throw new V1Exception(
                    Code.UNKNOWN, "too many calls wait already; operation " + job.seq() + " goes on: " + follow(job));
        }
        try {
            FleetJob ended = result(job, timeout == null ? usual : timeout.plus(WAY));
            if (ended.errcode() != null && UNREACHED.contains(ended.errcode())) {
                throw new V1Exception(Code.COMMUNICATION, "operation " + job.seq() + ": " + ended.message());
            }
            return ended;
        } finally {
            waiting.remove(job.id());
            places.release();
        }
    }

    /** Why a host gets nothing now, however long one waits; empty if it does. */
    Optional<String> away(String agentsn) {
        if (fleet.duplicate(agentsn)) {
            return Optional.of("two hosts use the serial number " + agentsn
                    + " and neither gets jobs; stop the copy and remove its metafile.json and metafile.json.previous");
        }
        return Optional.of(fleet.host(agentsn))
                .filter(host -> !host.online(fleet.now()))
                .map(host -> "host " + host.hostname() + " (" + agentsn + ") is offline since " + host.onlineUntil());
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

    /** One that has gone out already has found its host, which is noted a moment later. */
    private void requirePresent(FleetJob job) throws V1Exception {
        if (fleet.job(job.id()).status() != JobStatus.QUEUED) {
            return;
        }
        var away = away(job.agentsn());
        if (away.isPresent()) {
            throw new V1Exception(
                    Code.COMMUNICATION,
                    "operation " + job.seq() + " waits: " + away.get()
                            + ". The job is kept, and goes out when that is over: " + follow(job));
        }
    }

    /** Of any operation on a host: whoever waited for an install does not know the agent's id yet. */
    private static String follow(FleetJob job) {
        return "ask sidecar/" + job.agentsn() + "/progress?operation_seq=" + job.seq();
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
        String state = fleet.job(job.id()).status() == JobStatus.QUEUED
                ? "the host did not come for it yet, and gets it when it does"
                : "the host has it and did not answer yet";
        return new V1Exception(
                Code.COMMUNICATION,
                "operation " + job.seq() + " has no result after " + GoDuration.text(most) + ": " + state + "; "
                        + follow(job));
    }
}
