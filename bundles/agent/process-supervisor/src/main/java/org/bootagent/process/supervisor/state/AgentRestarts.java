package org.bootagent.process.supervisor.state;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.host.Durations;
import org.bootagent.process.supervisor.restart.AgentExit;
import org.bootagent.process.supervisor.restart.RestartHistory;

/** Decides by an agent's policy whether and when it starts again after its process has ended, and tells so. Called with the monitor of the agent's state held. */
final class AgentRestarts {
    /** Text in the reason of an agent that starts again, before the time. */
    static final String STARTS_AGAIN = "; starts again ";

    private final AgentState state;
    private final AgentServices services;
    private final Consumer<HaltReason> halts;
    private final RestartHistory history;
    private final Consumer<Instant> starter;

    /**
     * Creates the restarts of one agent.
     *
     * @param halts told when the agent is left alone until a job starts it
     * @param up when the supervisor came up
     * @param starter starts the agent at a time
     */
    AgentRestarts(
            AgentState state,
            AgentServices services,
            Consumer<HaltReason> halts,
            Instant up,
            Consumer<Instant> starter) {
        this.state = state;
        this.services = services;
        this.halts = halts;
        this.history = new RestartHistory(up);
        this.starter = starter;
    }

    /** Forgets earlier restarts: a job starts the agent. */
    void forget() {
        history.clear();
        state.clearRestarts();
    }

    private void publish(Event.Type type, String detail) {
        String name = state.spec().name();
        Contained.run(
                "Event " + type.wireName() + " of agent " + name,
                () -> services.events().publish(type, name, detail));
    }

    private void halt(ProcessState halted, String why) {
        Contained.run(
                "Recording that agent " + state.spec().name() + " is halted",
                () -> halts.accept(new HaltReason(halted, why)));
    }

    /** Follows an end that no job asked for. */
    void ended(AgentExit exit, String how, Instant now) {
        if (!exit.normal()) {
            publish(Event.Type.ABNORMAL_EXIT, how);
        }
        backOffOrGiveUp(exit, how, now);
    }

    /** Follows a kill for exceeding a limit. */
    void killed(AgentExit exit, String detail, Instant now) {
        var next = history.nextAfterKill(state.spec().restart(), exit, now);
        String reason = next.map(when -> detail + startsAgain(now, when)).orElse(detail);
        publish(Event.Type.KILLED, reason);
        state.become(ProcessState.KILLED, reason);
        next.ifPresentOrElse(starter, () -> halt(ProcessState.KILLED, detail));
    }

    /** Starts the agent again by its policy, or leaves it alone. */
    void backOffOrGiveUp(AgentExit exit, String how, Instant now) {
        history.next(state.spec().restart(), exit, now)
                .ifPresentOrElse(when -> backOff(how, now, when), () -> giveUp(how));
    }

    private void backOff(String how, Instant now, Instant when) {
        state.become(ProcessState.BACKOFF, how + startsAgain(now, when));
        starter.accept(when);
    }

    private static String startsAgain(Instant now, Instant when) {
        return STARTS_AGAIN + Durations.format(Duration.between(now, when)) + " later";
    }

    private void giveUp(String how) {
        String detail = how + "; given up after " + history.count() + " failures, start it when the cause is removed";
        state.become(ProcessState.FATAL, detail);
        halt(ProcessState.FATAL, detail);
        publish(Event.Type.GAVE_UP, detail);
    }
}
