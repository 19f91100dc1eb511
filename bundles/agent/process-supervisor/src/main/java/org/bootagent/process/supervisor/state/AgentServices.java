package org.bootagent.process.supervisor.state;

import org.bootagent.api.process.RollbackTrigger;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.HealthWatches;
import org.bootagent.process.supervisor.hook.HookRunner;
import org.bootagent.process.supervisor.hook.SideCommands;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.launch.Launcher;

/**
 * Services that every agent uses.
 *
 * @param commands runs the commands of health checks
 * @param rollback takes an unhealthy agent back to its previous release
 */
public record AgentServices(
        Launcher launcher,
        Scheduler scheduler,
        EventSink events,
        HookRunner hooks,
        HealthWatches watches,
        SideCommands commands,
        RollbackTrigger rollback) {

    /** Makes the health of one agent. */
    AgentHealth health() {
        return new AgentHealth(watches, commands, events);
    }
}
