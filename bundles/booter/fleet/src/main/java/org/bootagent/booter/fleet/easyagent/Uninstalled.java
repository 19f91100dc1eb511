package org.bootagent.booter.fleet.easyagent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.store.UnitOfWork;

/**
 * An agent that was uninstalled, or whose install has failed, is listed no more; one installed anew is again. Its operations and their progress can still be asked
 * for.
 */
final class Uninstalled {
    private static final Set<String> ACTIONS = Set.of("uninstall", "script-uninstall");
    private static final Set<String> INSTALLING = Set.of("install", "script-install");

    /** Error codes of installs after which an original sidecar has, or may have, the agent: it forgets none whose script has failed. */
    private static final Set<Integer> MAYBE_THERE =
            Set.of(ErrorCode.DEADLINE_EXCEEDED.number(), ErrorCode.OUTCOME_UNKNOWN.number(), ErrorCode.AGENT.number());

    private Uninstalled() {}

    static void note(UnitOfWork tx, List<FleetJob> finished) {
        var removed = new HashMap<String, Boolean>();
        for (FleetJob job : finished) {
            boolean done = job.status() == JobStatus.DONE;
            if (ACTIONS.contains(job.action()) && (done || isUnknown(job))) {
                removed.put(key(job.agentsn(), job.name()), true);
            } else if (INSTALLING.contains(job.action()) && (done || isNotThere(tx, job))) {
                removed.put(key(job.agentsn(), job.name()), !done);
            }
        }
        if (removed.isEmpty()) {
            return;
        }
        var hosts = finished.stream().map(FleetJob::agentsn).collect(Collectors.toSet());
        var changed = new ArrayList<AgentIdentity>();
        for (AgentIdentity known : tx.easyAgent().identities(hosts)) {
            Boolean gone = removed.get(key(known.agentsn(), known.name()));
            if (gone != null && gone != known.removed()) {
                changed.add(known.gone(gone));
            }
        }
        tx.easyAgent().putIdentities(changed);
    }

    private static String key(String agentsn, String name) {
        return agentsn + '/' + name;
    }

    /** Its host has no such agent: somebody else has removed it. */
    private static boolean isUnknown(FleetJob job) {
        return Objects.equals(job.errcode(), ErrorCode.UNKNOWN_AGENT.number());
    }

    /** An install that has failed leaves what was there before. EasyAgent's own sidecar lists no agents, so what it may have is kept. */
    private static boolean isNotThere(UnitOfWork tx, FleetJob job) {
        boolean reported = tx.agents().find(job.agentsn()).stream()
                .anyMatch(agent -> agent.name().equals(job.name()));
        boolean maybeThere = job.errcode() != null && MAYBE_THERE.contains(job.errcode());
        return !reported && !(maybeThere && isOriginal(tx, job.agentsn()));
    }

    private static boolean isOriginal(UnitOfWork tx, String agentsn) {
        return tx.easyAgent().sidecar(agentsn).filter(Sidecar::original).isPresent();
    }
}
