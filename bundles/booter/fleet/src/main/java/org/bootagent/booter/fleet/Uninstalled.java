package org.bootagent.booter.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.FleetStore.Transaction;

/** An agent that was uninstalled is listed no more; one installed anew is again. */
final class Uninstalled {
    static final Set<String> ACTIONS = Set.of("uninstall", "script-uninstall");
    private static final Set<String> INSTALLING = Set.of("install", "script-install");

    private Uninstalled() {}

    static void note(Transaction tx, List<FleetJob> finished) {
        var removed = new HashMap<String, Boolean>();
        for (FleetJob job : finished) {
            boolean done = job.status() == JobStatus.DONE;
            if (ACTIONS.contains(job.action()) && (done || isUnknown(job))) {
                removed.put(job.agentsn() + '/' + job.name(), true);
            } else if (INSTALLING.contains(job.action()) && done) {
                removed.put(job.agentsn() + '/' + job.name(), false);
            }
        }
        if (removed.isEmpty()) {
            return;
        }
        var hosts = finished.stream().map(FleetJob::agentsn).collect(Collectors.toSet());
        var changed = new ArrayList<AgentIdentity>();
        for (AgentIdentity known : tx.easy().identities(hosts)) {
            Boolean gone = removed.get(known.agentsn() + '/' + known.name());
            if (gone != null && gone != known.removed()) {
                changed.add(known.gone(gone));
            }
        }
        tx.easy().putIdentities(changed);
    }

    /** Its host has no such agent: its install has failed, or somebody else has removed it. */
    private static boolean isUnknown(FleetJob job) {
        return Objects.equals(job.errcode(), ErrorCode.UNKNOWN_AGENT.number());
    }
}
