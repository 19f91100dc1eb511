package org.bootagent.booter.easyagent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobLanes;

/**
 * The turns of an original's commands. It drops what comes for an agent that is busy, and an eleventh script of the host itself; a cancel it always takes. What was
 * stopped may need a moment until it can be started again. Thread-safe.
 */
final class Turns implements JobLanes {
    private static final int MOST_SCRIPTS = 10;
    private static final Set<String> CANCELS = Set.of("cancel", "cancel-agent");
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<Stopped, Instant> stopped = new ConcurrentHashMap<>();
    private final Supplier<Instant> now;

    private record Stopped(String agentsn, String agent) {}

    Turns(Supplier<Instant> now) {
        this.now = now;
    }

    @Override
    public Lane lane(FleetJob job) {
        if (CANCELS.contains(job.action())) {
            return null;
        }
        if (job.name().isEmpty()) {
            return job.action().equals("exec") ? new Lane("exec", MOST_SCRIPTS) : null;
        }
        return new Lane("agent " + job.name(), mayGo(job) ? 1 : 0);
    }

    /** Notes that an agent is stopped now. */
    void stopped(FleetJob stop) {
        stopped.put(key(stop), now.get().plus(PAUSE));
    }

    /** Forgets the agents whose pause is over. @return their hosts: what waits for these agents may go */
    Set<String> resume() {
        var hosts = new HashSet<String>();
        stopped.forEach((agent, until) -> {
            // One that is stopped again in this moment has another pause.
            if (isOver(until) && stopped.remove(agent, until)) {
                hosts.add(agent.agentsn());
            }
        });
        return hosts;
    }

    private boolean mayGo(FleetJob job) {
        Instant until = job.action().equals("start") ? stopped.get(key(job)) : null;
        return until == null || isOver(until);
    }

    /** Also where the clock was set back: no pause is longer than this. */
    private boolean isOver(Instant until) {
        Instant time = now.get();
        return !until.isAfter(time) || until.isAfter(time.plus(PAUSE));
    }

    private static Stopped key(FleetJob job) {
        return new Stopped(job.agentsn(), job.name());
    }
}
