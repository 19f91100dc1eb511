package org.bootagent.process.supervisor.state;

import java.util.Objects;
import java.util.Optional;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definition of one agent and state of its process. Its monitor guards the whole agent: code that reads the state and then changes it holds the monitor for
 * both. Reading the status takes no lock.
 */
public final class AgentState {
    private static final Logger LOG = LoggerFactory.getLogger(AgentState.class);

    private final AgentHealth health;
    private AgentSpec spec;
    private ProcessState state = ProcessState.STOPPED;
    private String reason = "";
    private AgentProcess process;
    private int restarts;
    /** Number of changes so far; a task that was scheduled before the last one is void. */
    private long changes;

    private volatile AgentStatus status;

    AgentState(AgentSpec spec, AgentHealth health) {
        this.spec = spec;
        this.health = health;
        publish();
    }

    public AgentStatus status() {
        return status;
    }

    public synchronized AgentSpec spec() {
        return spec;
    }

    public synchronized void define(AgentSpec newSpec) {
        spec = newSpec;
        publish();
    }

    synchronized ProcessState current() {
        return state;
    }

    synchronized Optional<AgentProcess> process() {
        return Optional.ofNullable(process);
    }

    synchronized boolean isRunning(AgentProcess asked) {
        return isProcess(asked) && state == ProcessState.RUNNING;
    }

    synchronized boolean isProcess(AgentProcess asked) {
        return Objects.equals(process, asked);
    }

    /** Returns whether its process has ended, even if nothing has followed from that yet. */
    synchronized boolean hasEnded() {
        return process == null || process.exit().isDone();
    }

    synchronized long changes() {
        return changes;
    }

    synchronized boolean isUnchangedSince(long change) {
        return changes == change;
    }

    synchronized void countRestart() {
        restarts++;
    }

    synchronized void clearRestarts() {
        restarts = 0;
    }

    /** Restores the state recorded by an earlier host agent. */
    synchronized void restore(ProcessState left, String why) {
        changes++;
        state = left;
        reason = why;
        publish();
    }

    synchronized void become(ProcessState next, String why) {
        if (next != state && !state.mayBecome(next)) {
            throw new IllegalStateException("Agent " + spec.name() + " cannot go from " + state + " to " + next);
        }
        LOG.debug("Agent {}: {} -> {} {}", spec.name(), state, next, why);
        changes++;
        state = next;
        reason = why;
        if (next != ProcessState.RUNNING) {
            health.forget();
        }
        publish();
    }

    /** Becomes running, with this process. */
    synchronized void run(AgentProcess running) {
        process = running;
        become(ProcessState.RUNNING, "");
    }

    /** Forgets the process, which has ended. */
    synchronized void clearProcess() {
        process = null;
    }

    synchronized void publish() {
        var shown = state.hasProcess() ? process : null;
        status = new AgentStatus(
                spec.name(),
                spec.version(),
                spec.release(),
                state,
                shown == null ? 0 : shown.pid(),
                shown == null ? null : shown.started(),
                restarts,
                reason,
                shown == null ? Limits.NONE : shown.limits().inForce(),
                shown == null ? "" : shown.limits().mechanism(),
                health.known().state(),
                health.known().reason());
        notifyAll();
    }

    /** Waits until the status has changed, for a bounded time. */
    synchronized AgentStatus awaitChange(AgentStatus seen, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && status.equals(seen); left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return status;
    }
}
