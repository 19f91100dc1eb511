package org.bootagent.process.supervisor.state;

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
public record Companions(
        HookRunner hooks, HealthWatches watches, SideCommands commands, EventSink events, RollbackTrigger rollback) {
    public Companions(
            HealthWatches watches, SideCommands commands, Limiter limiter, EventSink events, RollbackTrigger rollback) {
        this(new HookRunner(commands, limiter, events), watches, commands, events, rollback);
    }

    /** Of one agent. */
    public AgentHealth health() {
        return new AgentHealth(watches, commands, events);
    }
}
