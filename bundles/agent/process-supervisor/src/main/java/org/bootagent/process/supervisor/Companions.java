package org.bootagent.process.supervisor;

import org.bootagent.api.process.RollbackTrigger;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.HealthWatches;
import org.bootagent.process.supervisor.hook.HookRunner;
import org.bootagent.process.supervisor.hook.SideCommands;
import org.bootagent.process.supervisor.limits.Limiter;

/**
 * What accompanies agents.
 *
 * @param rollback takes an unhealthy agent back to its previous release
 */
record Companions(
        HookRunner hooks, HealthWatches watches, SideCommands commands, EventSink events, RollbackTrigger rollback) {
    Companions(
            HealthWatches watches, SideCommands commands, Limiter limiter, EventSink events, RollbackTrigger rollback) {
        this(new HookRunner(commands, limiter, events), watches, commands, events, rollback);
    }

    /** Of one agent. */
    AgentHealth health() {
        return new AgentHealth(watches, commands, events);
    }
}
