package org.bootagent.process.supervisor.state;

import java.util.Optional;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck.Action;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.Health;
import org.bootagent.process.supervisor.health.HealthWatch;
import org.bootagent.process.supervisor.health.HealthWatches;
import org.bootagent.process.supervisor.hook.HealthCommands;
import org.bootagent.process.supervisor.hook.SideCommands;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health of one agent's process, with the reports and actions that follow from it. Guarded by the lock of its {@link Agent}. */
public final class AgentHealth {
    private static final Logger LOG = LoggerFactory.getLogger(AgentHealth.class);

    private final HealthWatches watches;
    private final SideCommands commands;
    private final EventSink events;

    private AgentSpec spec;
    private Optional<HealthWatch> watch = Optional.empty();
    private Health known = Health.NONE;
    private int awaiting;
    private boolean acted;

    /** Hears of each try. */
    interface Listener {
        void heard(Health health);
    }

    AgentHealth(HealthWatches watches, SideCommands commands, EventSink events) {
        this.watches = watches;
        this.commands = commands;
        this.events = events;
    }

    /** Checks a process from now on, if it has a health check. */
    public void look(AgentSpec newSpec, AgentProcess process, Listener listener) {
        forget();
        spec = newSpec;
        var joinFiles = process.limits().scope().joinFiles();
        watch = spec.health().map(check -> {
            var looked = spec;
            return watches.watch(
                    looked, process.started(), new HealthCommands(commands, looked, joinFiles), listener::heard);
        });
        known = watch.map(HealthWatch::health).orElse(Health.NONE);
    }

    /** Stops looking, as there is no process any more. */
    public void forget() {
        var ended = watch;
        watch = Optional.empty();
        known = Health.NONE;
        acted = false;
        ended.ifPresent(HealthWatch::close);
    }

    public Health known() {
        return known;
    }

    /** Notes that a job begins or ends to wait. While one waits, it decides what is done with an unhealthy agent. */
    public void awaiting(boolean begins) {
        awaiting += begins ? 1 : -1;
    }

    /** Records a result, and returns the action to take now; {@link Action#REPORT}: none besides reporting. */
    public Action heard(Health now) {
        var before = known.state();
        known = now;
        if (now.state() == HealthState.UNHEALTHY && before != HealthState.UNHEALTHY) {
            acted = false;
            LOG.warn("Agent {}: {}", spec.name(), describe());
            publish(Event.Type.UNHEALTHY, describe());
        } else if (now.state() == HealthState.HEALTHY && before != HealthState.HEALTHY) {
            // For a new process too: the one before it may have been reported as unhealthy.
            String well = before == HealthState.UNHEALTHY ? "healthy again" : "healthy";
            LOG.info("Agent {}: {}", spec.name(), well);
            publish(Event.Type.HEALTHY, well);
        }
        if (now.state() != HealthState.UNHEALTHY || acted || awaiting > 0) {
            return Action.REPORT;
        }
        acted = true;
        return spec.health().orElseThrow().onUnhealthy();
    }

    private void publish(Event.Type type, String detail) {
        Contained.run(
                "Event " + type.wireName() + " of agent " + spec.name(),
                () -> events.publish(type, spec.name(), detail));
    }

    /** Returns why it is not healthy. */
    public String describe() {
        String count = known.failures() > 1 ? known.failures() + " times in a row: " : "";
        return "health check failed " + count + known.reason();
    }
}
