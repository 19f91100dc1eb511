package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Quota;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.GoDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations, and the calls that wait for their results. A call that is answered with an error must not run later: programs ask again then. So nothing is asked of a
 * host that is away, and what has not begun in time is taken back, unless the call says {@code keep=true}.
 */
final class Operations implements FleetEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    /** How a job of an original ends that it did not answer. */
    private static final Set<Integer> UNANSWERED = Set.of(
            ErrorCode.TRANSIENT.number(), ErrorCode.DEADLINE_EXCEEDED.number(), ErrorCode.OUTCOME_UNKNOWN.number());

    /** For the way to the host and back. */
    private static final Duration WAY = Duration.ofSeconds(5);

    /** How a host of ours says that a job was dropped while it waited. */
    private static final String BEFORE_IT_BEGAN = "cancelled before it began";

    private final FleetServices fleet;
    private final Supplier<UsageSource> stream;
    private final Duration usual;
    private final int most;
    private final Quota places;
    private final Fates fates;
    private final Map<String, Wait> waiting = new ConcurrentHashMap<>();
    /** Jobs that are not to begin any more. */
    private final Set<String> takingBack = ConcurrentHashMap.newKeySet();

    private final Runnable unsubscribe;
    private final ScheduledExecutorService clock = NamedThreads.scheduler("booter-easyagent-api-clock");

    /**
     * Begins to listen to the fleet.
     *
     * @param stream gives null where there is none
     * @param usual how long a result is waited for where the operation has no time of its own; and, at the least, how long it may wait for its turn
     * @param most calls that wait at one time
     */
    Operations(FleetServices fleet, Supplier<UsageSource> stream, Duration usual, int most) {
        this.fleet = fleet;
        this.stream = stream;
        this.usual = usual;
        this.most = most;
        this.places = Quota.quarters(most);
        this.fates = new Fates(fleet, this::takeBack);
        this.unsubscribe = fleet.feed().subscribe(this);
    }

    /** Asks a host for something. @throws V1Exception 103 if there is no such host, or it is away and nothing is to be kept for it */
    FleetJob ask(V1Call call, String agentsn, String action, String agent, ObjectNode parameters) throws V1Exception {
        requireThere(call, agentsn);
        if (call.waits() && !call.keep() && !parameters.has(FleetJob.CALLER_WAITS)) {
            parameters.put(FleetJob.CALLER_WAITS, true);
        }
        return fleet.jobs().enqueue(call.caller(), agentsn, action, agent, parameters.toString());
    }

    /** @throws V1Exception as {@link #ask} */
    void requireThere(V1Call call, String agentsn) throws V1Exception {
        Host host = fleet.hosts()
                .find(agentsn)
                .orElseThrow(() -> V1Exception.away(
                        "no host has the id " + agentsn + "; GET /api/v1/sidecar lists those there are"));
        var away = away(host);
        if (away.isPresent() && !call.keep()) {
            throw V1Exception.away(away.get() + "; nothing is kept: ask again when that is over, or with ?keep=true");
        }
    }

    /** Why a host gets nothing now, however long one waits; empty if it does. */
    Optional<String> away(Host host) {
        String sn = host.agentsn();
        if (fleet.presence().duplicate(sn)) {
            return Optional.of("two hosts use the serial number " + sn
                    + " and neither gets jobs; stop the copy and remove its metafile.json and metafile.json.previous");
        }
        return isThere(host)
                ? Optional.empty()
                : Optional.of("host " + host.hostname() + " (" + sn + ") is offline since " + host.lastSeen());
    }

    /** An original is there as long as its stream; what is noted of it comes a moment later. */
    private boolean isThere(Host host) {
        UsageSource there = stream.get();
        boolean connected = there != null && there.connected(host.agentsn());
        return connected
                || (host.online(fleet.time().now())
                        && !fleet.easy().facts(host.agentsn()).original());
    }

    /** Begins an operation; the answer is there when it has ended. No thread waits for it. */
    Object now(V1Call call, Operation.Begin begin, Operation.Answer answer) throws V1Exception {
        String peer = call.peer();
        if (!places.acquire(peer, 1)) {
            throw new V1Exception(
                    Code.UNKNOWN,
                    "as many calls wait already as may, " + most
                            + " of all clients and a quarter of them of one address:"
                            + " this one is refused and nothing of it done; ask again later, or raise"
                            + " booter.easyagent.api/maxWaiting");
        }
        try {
            Operation begun = begin.begin(call.waiting());
            boolean keep = call.keep();
            Wait wait = wait(begun, keep);
            var ended = wait.result();
            var unused = ended.whenComplete((job, late) -> {
                places.release(peer, 1);
                waiting.remove(begun.job().id(), wait);
                if (ended.isCancelled()) {
                    abandoned(begun, keep);
                }
            });
            return new Pending(ended, job -> answer.of(begun, answered(job)), () -> stop(wait));
        } catch (V1Exception | RuntimeException | Error e) {
            places.release(peer, 1);
            throw e;
        }
    }

    /** Takes back what nobody waits for any more, unless the host has it: that goes on. */
    private void abandoned(Operation begun, boolean keep) {
        FleetJob job = begun.job();
        takingBack.remove(job.id());
        try {
            if (!keep) {
                takeBack(job, begun.before());
            }
        } catch (RuntimeException e) {
            LOG.warn("Operation {} may run although its caller has gone: it cannot be taken back", job.seq(), e);
        }
    }

    private FleetJob answered(FleetJob job) throws V1Exception {
        boolean unanswered = job.errcode() != null && UNANSWERED.contains(job.errcode()) && isOriginal(job);
        if (unanswered) {
            throw new V1Exception(
                    Code.COMMUNICATION, "context deadline exceeded; operation " + job.seq() + ": " + job.message());
        }
        return job;
    }

    private Wait wait(Operation begun, boolean keep) {
        FleetJob job = begun.job();
        Duration patience = begun.timeout() == null ? usual : begun.timeout().plus(WAY);
        var wait = new Wait(job, begun.before(), patience, keep, new CompletableFuture<>(), System.nanoTime());
        if (keep && away(fleet.hosts().get(job.agentsn())).isPresent()) {
            wait.result().complete(job);
            return wait;
        }
        waiting.put(job.id(), wait);
        FleetJob now = fleet.jobs().get(job.id());
        if (now.status().finished()) {
            waiting.remove(job.id());
            wait.result().complete(now);
        } else {
            again(wait, patience);
        }
        return wait;
    }

    private void again(Wait wait, Duration after) {
        try {
            var next = clock.schedule(() -> lookOrFail(wait), Math.max(1, after.toMillis()), TimeUnit.MILLISECONDS);
            var unused = wait.result().whenComplete((done, e) -> next.cancel(false));
        } catch (RejectedExecutionException e) {
            stop(wait);
        }
    }

    @Override
    public void finished(Collection<FleetJob> jobs) {
        for (FleetJob job : jobs) {
            Wait wait = waiting.remove(job.id());
            boolean given = takingBack.remove(job.id());
            if (wait != null && given && neverBegun(job)) {
                wait.result().completeExceptionally(late(job));
            } else if (wait != null) {
                wait.result().complete(job);
            }
        }
    }

    static boolean neverBegun(FleetJob job) {
        boolean cancelled = job.errcode() != null && job.errcode() == ErrorCode.CANCELLED.number();
        boolean unsent = job.status() == JobStatus.CANCELLED && job.sent() == null;
        return unsent || (cancelled && job.message().startsWith(BEFORE_IT_BEGAN));
    }

    /** The root of a task. */
    private void lookOrFail(Wait wait) {
        try {
            look(wait);
        } catch (RuntimeException | Error e) {
            waiting.remove(wait.job().id());
            takingBack.remove(wait.job().id());
            wait.result().completeExceptionally(e);
        }
    }

    private void look(Wait wait) {
        FleetJob now = fleet.jobs().get(wait.job().id());
        Duration left = left(wait, now);
        if (now.status().finished()) {
            finished(List.of(now));
        } else if (wait.keep()) {
            waiting.remove(now.id());
            wait.result().complete(now);
        } else if (left.compareTo(Duration.ZERO) > 0) {
            again(wait, left);
        } else if (now.sent() == null) {
            takeBack(wait, now);
        } else if (!isOriginal(now) && takingBack.add(now.id())) {
            // It may have begun only now.
            fleet.jobs()
                    .enqueue(
                            Caller.BOOTER,
                            now.agentsn(),
                            "cancel",
                            "",
                            "{\"job\":\"" + now.id() + "\",\"waiting\":true}");
            again(wait, wait.patience());
        } else {
            giveUp(wait, now);
        }
    }

    /**
     * Until there is something to do. A job's time counts from when its host has it. One of our own has a queue of its own, and what begins in there with the last
     * of the time to wait has its own time yet.
     */
    private Duration left(Wait wait, FleetJob now) {
        Duration toWait = wait.toBegin(usual);
        if (now.sent() == null) {
            return toWait.compareTo(wait.patience()) < 0 ? toWait : wait.patience();
        }
        Duration own =
                wait.patience().minus(Duration.between(now.sent(), fleet.time().now()));
        return isOriginal(now) || own.compareTo(toWait) > 0 ? own : toWait;
    }

    /** Takes back a command that waits; one that is being sent at this moment goes on. */
    private void takeBack(Wait wait, FleetJob queued) {
        takingBack.add(queued.id());
        if (!takeBack(queued, wait.before()).status().finished()) {
            takingBack.remove(queued.id());
            again(wait, wait.patience());
        }
    }

    /** Takes a job back unless it was sent, or the one that it completes was: then it goes on. @return the job as it is now */
    private FleetJob takeBack(FleetJob job, FleetJob before) {
        boolean halfDone = before != null
                && fleet.jobs().takeBack(Caller.BOOTER, before.id()).sent() != null;
        return halfDone ? fleet.jobs().get(job.id()) : fleet.jobs().takeBack(Caller.BOOTER, job.id());
    }

    private void giveUp(Wait wait, FleetJob now) {
        if (waiting.remove(now.id()) == null) {
            return;
        }
        takingBack.remove(now.id());
        try {
            wait.result()
                    .completeExceptionally(
                            late(canBeCancelled(now) ? fleet.jobs().cancel(Caller.BOOTER, now.id()) : now));
        } catch (FleetException e) {
            // It has ended in this moment.
            wait.result().complete(fleet.jobs().get(now.id()));
        }
    }

    private boolean isOriginal(FleetJob job) {
        return fleet.easy().facts(job.agentsn()).original();
    }

    /** An original cancels what an agent does, and nothing of its own. */
    private boolean canBeCancelled(FleetJob job) {
        return !job.name().isEmpty() || !isOriginal(job);
    }

    private V1Exception late(FleetJob job) {
        String back = "; it is taken back and will not run";
        String state = !neverBegun(job)
                ? "the host has it and may carry it out, unless it can still cancel it; " + follow(job)
                : (job.sent() == null ? "the host did not come for it" : "its turn did not come on the host") + back;
        long seconds = Duration.between(job.created(), fleet.time().now()).toSeconds();
        return new V1Exception(
                Code.COMMUNICATION,
                "context deadline exceeded; operation " + job.seq() + " has no result after "
                        + GoDuration.text(Duration.ofSeconds(seconds)) + ": " + state);
    }

    /** Tells how to follow a job of any kind: a caller that waited for an install does not know the agent's id yet. */
    static String follow(FleetJob job) {
        return "ask sidecar/" + job.agentsn() + "/progress?operation_seq=" + job.seq();
    }

    /** Lets nobody wait any longer. */
    @Override
    public void close() {
        unsubscribe.run();
        clock.shutdown();
        waiting.values().forEach(this::stop);
        waiting.clear();
    }

    /** Answers a call before its time, as Booter stops, and says what becomes of its operation. */
    private void stop(Wait wait) {
        if (wait.result().isDone()) {
            return;
        }
        FleetJob job = wait.job();
        // What is taken back now is no result.
        waiting.remove(job.id());
        takingBack.remove(job.id());
        String fate = Fates.unknown(job);
        try {
            fate = fates.of(wait);
        } finally {
            String words = "Booter is stopped; operation " + job.seq() + " " + fate;
            wait.result().completeExceptionally(new V1Exception(Code.COMMUNICATION, words));
        }
    }
}
