package org.bootagent.booter.fleet.intake;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.store.FleetHook;
import org.bootagent.booter.fleet.store.UnitOfWork;

/** Consequences of ended jobs within the unit of work that ends them. Thread-safe. */
public final class EndedJobs {
    private static final Set<String> UNINSTALLING = Set.of("uninstall", "script-uninstall");

    private final List<FleetHook> hooks = new CopyOnWriteArrayList<>();

    /** @return takes the hook off */
    public Runnable hook(FleetHook hook) {
        hooks.add(hook);
        return () -> hooks.remove(hook);
    }

    /** Writes jobs that have ended, and what follows from that. */
    public void write(UnitOfWork work, List<FleetJob> ended) {
        if (ended.isEmpty()) {
            return;
        }
        work.jobs().update(ended);
        follow(work, ended);
    }

    /** Writes what follows from ended jobs that are written. */
    void follow(UnitOfWork work, List<FleetJob> ended) {
        if (ended.isEmpty()) {
            return;
        }
        // The report that says so may have been put together before.
        ended.stream()
                .filter(EndedJobs::removesAgent)
                .forEach(job -> work.agents().remove(job.agentsn(), Set.of(job.name())));
        hooks.forEach(hook -> hook.finished(work, ended));
    }

    /** Returns whether the host has no such agent any more: the job removed it, or somebody else had. */
    private static boolean removesAgent(FleetJob job) {
        boolean unknown = Objects.equals(job.errcode(), ErrorCode.UNKNOWN_AGENT.number());
        return UNINSTALLING.contains(job.action()) && (job.status() == JobStatus.DONE || unknown);
    }
}
