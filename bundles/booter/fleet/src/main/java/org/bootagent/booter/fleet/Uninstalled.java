package org.bootagent.booter.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.FleetStore.Transaction;

/** An agent that was uninstalled is listed no more; one installed anew is again. */
final class Uninstalled {
    static final Set<String> ACTIONS = Set.of("uninstall", "script-uninstall");
    private static final Set<String> INSTALLING = Set.of("install", "script-install");

    private Uninstalled() {}

    static void note(Transaction tx, List<FleetJob> finished) {
        var removed = new HashMap<String, Boolean>();
        for (FleetJob job : finished) {
            boolean uninstalled = ACTIONS.contains(job.action());
            if (job.status() == JobStatus.DONE && (uninstalled || INSTALLING.contains(job.action()))) {
                removed.put(job.agentsn() + '/' + job.name(), uninstalled);
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
}
