package org.bootagent.process.supervisor.limits;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.api.host.ProcessStat;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/**
 * Enforces limits without cgroups: reads /proc every second, and kills an agent that exceeds a limit. Runs only while an agent has such limits.
 *
 * <p>Where a cgroup slows down or refuses, polling can only kill: an agent that uses more processor than allowed, averaged over a minute, is killed, as is one
 * with too many processes. A process that leaves its agent's session and loses its parent within one second is not seen.
 */
public final class Polling implements Limiter {
    public static final String MECHANISM = "polling";
    public static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final ProcFs proc;
    private final Scheduler scheduler;
    private final Duration window;
    private final Map<PolledScope, ProcessRecord> watched = new ConcurrentHashMap<>();
    private boolean looking;

    /** @param window over which the use of the processor is averaged */
    public Polling(ProcFs proc, Scheduler scheduler, Duration window) {
        this.proc = proc;
        this.scheduler = scheduler;
        this.window = window;
    }

    @Override
    public Set<Resource> resources() {
        return EnumSet.allOf(Resource.class);
    }

    @Override
    public String mechanism() {
        return MECHANISM;
    }

    @Override
    public LimitScope create(String agent, Limits limits) {
        return adopt(agent, limits);
    }

    @Override
    public LimitScope adopt(String agent, Limits limits) {
        return new PolledScope(this, proc, agent, limits, window);
    }

    /** Does nothing, because polling leaves nothing behind. */
    @Override
    public void sweep(Set<String> agents) {}

    @Override
    public void close() {
        watched.clear();
    }

    public synchronized void watch(PolledScope scope, ProcessRecord process) {
        watched.put(scope, process);
        if (!looking) {
            looking = true;
            look();
        }
    }

    public void forget(PolledScope scope) {
        watched.remove(scope);
    }

    private synchronized void look() {
        if (watched.isEmpty()) {
            looking = false;
            return;
        }
        var now = scheduler.now();
        try {
            List<ProcessStat> all = proc.stats();
            watched.forEach((scope, process) -> Contained.run(
                    "Comparing process " + process.stat().pid() + " with its limits",
                    () -> scope.look(process, all, now)));
        } finally {
            scheduler.at(now.plus(PERIOD), this::look);
        }
    }
}
