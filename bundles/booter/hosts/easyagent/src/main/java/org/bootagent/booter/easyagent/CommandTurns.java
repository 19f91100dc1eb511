package org.bootagent.booter.easyagent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobLanes;
import org.bootagent.booter.fleet.job.JobStatus;

/**
 * The turns of an original's commands. It drops what comes for an agent that is busy, and an eleventh script of the host itself; a cancel it always takes. What was
 * stopped may need a moment until it can be started again.
 *
 * <p>A sidecar tells a result once. The result of a command that went out before the stream was opened may be lost, so it holds nothing up: the next command is a try.
 * A try that the sidecar drops is made again later. Thread-safe.
 */
final class CommandTurns implements JobLanes {
    private static final int MOST_SCRIPTS = 10;
    private static final Set<String> CANCELS = Set.of("cancel", "cancel-agent");
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** Between two tries, unless a command before ends. */
    private static final Duration BUSY = Duration.ofSeconds(10);

    private final Map<Owner, Instant> stopped = new ConcurrentHashMap<>();
    private final Map<Owner, Instant> busy = new ConcurrentHashMap<>();
    /** Owners of which something may be under way whose result is not to come. */
    private final Set<Owner> doubtful = ConcurrentHashMap.newKeySet();

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Supplier<Instant> now;

    /** @param agent empty: the host itself */
    private record Owner(String agentsn, String agent) {}

    /**
     * The numbers of a host's commands without a result.
     *
     * @param sent those that went out on the stream that is open now
     * @param tries those that the sidecar may drop
     */
    private record Open(Set<Long> sent, Set<Long> tries) {}

    CommandTurns(Supplier<Instant> now) {
        this.now = now;
    }

    @Override
    public Lane lane(FleetJob job) {
        if (!waits(job)) {
            return null;
        }
        Owner owner = owner(job);
        if (job.status() == JobStatus.SENT && !open(job.agentsn()).sent().contains(job.seq())) {
            doubtful.add(owner);
            return null;
        }
        int width = job.name().isEmpty() ? MOST_SCRIPTS : 1;
        return new Lane(
                job.name().isEmpty() ? "exec" : "agent " + job.name(),
                isOver(busy.get(owner), BUSY) && mayGo(job) ? width : 0);
    }

    private static boolean waits(FleetJob job) {
        return !CANCELS.contains(job.action())
                && (!job.name().isEmpty() || job.action().equals("exec"));
    }

    /** Notes that a stream is open now: what went out before did not go out on this one. */
    void opened(String agentsn) {
        open(agentsn).sent().clear();
    }

    /** Notes that a command is about to go out. */
    void sending(FleetJob job) {
        if (waits(job)) {
            open(job.agentsn()).sent().add(job.seq());
            if (doubtful.contains(owner(job))) {
                open(job.agentsn()).tries().add(job.seq());
            }
        }
    }

    /** Notes that the sidecar has dropped a command. @return whether it was a try, to be made again */
    boolean dropped(FleetJob job) {
        var known = open(job.agentsn());
        boolean isTry = waits(job)
                && (known.tries().contains(job.seq()) || !known.sent().contains(job.seq()));
        if (isTry) {
            known.tries().add(job.seq());
            busy.put(owner(job), now.get().plus(BUSY));
        }
        return isTry;
    }

    /** Notes that a job has ended. A stopped agent has its pause; what waits for this one may go. */
    void ended(FleetJob job) {
        var known = open(job.agentsn());
        known.sent().remove(job.seq());
        known.tries().remove(job.seq());
        if (!waits(job) || job.sent() == null) {
            return;
        }
        Owner owner = owner(job);
        if (job.action().equals("stop")) {
            stopped.put(owner, now.get().plus(PAUSE));
        }
        busy.remove(owner);
        if (isWithoutWord(job)) {
            doubtful.add(owner);
        } else {
            doubtful.remove(owner);
        }
    }

    /** Tells whether a job ended without an answer, so that the sidecar may still be running it. */
    private static boolean isWithoutWord(FleetJob job) {
        return job.errcode() != null && job.errcode() == ErrorCode.DEADLINE_EXCEEDED.number();
    }

    /** Forgets a host. */
    void removed(String agentsn) {
        open.remove(agentsn);
        doubtful.removeIf(owner -> owner.agentsn().equals(agentsn));
    }

    /** Forgets the pauses that are over. @return their hosts: what waits for these agents may go */
    Set<String> resume() {
        var hosts = resume(stopped, PAUSE);
        hosts.addAll(resume(busy, BUSY));
        return hosts;
    }

    private Set<String> resume(Map<Owner, Instant> pauses, Duration longest) {
        var hosts = new HashSet<String>();
        pauses.forEach((owner, until) -> {
            // One that begins anew in this moment is another pause.
            if (isOver(until, longest) && pauses.remove(owner, until)) {
                hosts.add(owner.agentsn());
            }
        });
        return hosts;
    }

    private boolean mayGo(FleetJob job) {
        return !job.action().equals("start") || isOver(stopped.get(owner(job)), PAUSE);
    }

    /** Also where the clock was set back: no pause is longer than this; null: there is none. */
    private boolean isOver(Instant until, Duration longest) {
        Instant time = now.get();
        return until == null || !until.isAfter(time) || until.isAfter(time.plus(longest));
    }

    private Open open(String agentsn) {
        return open.computeIfAbsent(
                agentsn, host -> new Open(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet()));
    }

    private static Owner owner(FleetJob job) {
        return new Owner(job.agentsn(), job.name());
    }
}
