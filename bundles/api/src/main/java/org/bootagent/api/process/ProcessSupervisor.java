package org.bootagent.api.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs agents. What is defined and whether it is to run is durable: after a restart of the host agent, agents that still run are adopted and those that should run
 * are started. Methods block until done. Thread-safe; for one agent the caller runs one method at a time.
 */
@ProviderType
public interface ProcessSupervisor {
    /** Defines an agent, or replaces its definition; a running process is not touched: the new definition takes effect at its next start. */
    void define(AgentSpec spec) throws JobException;

    /**
     * Wants the agent to run, and starts it unless it does. Clears the failures that were counted. An agent that runs is held to the limits that it is defined with
     * from now on, as far as the kernel can do that.
     *
     * @throws JobException {@code UNKNOWN_AGENT}, {@code NO_COMMAND}, {@code DOES_NOT_START}, {@code LIMITS_UNSUPPORTED}, {@code NO_PERMISSION}; it is then wanted
     *     stopped. {@code BAD_FIELD} if it runs and has more memory than it is to be limited to; it then goes on as before
     */
    void start(String name) throws JobException;

    /**
     * Wants the agent stopped, and stops it: stop signal to its process group, grace, kill. Returns when no process of it is left.
     *
     * @throws JobException {@code UNKNOWN_AGENT}, {@code DOES_NOT_STOP}
     */
    void stop(String name) throws JobException;

    /**
     * Stops the agent as {@link #stop} does, but it is started again with the host agent.
     *
     * @throws JobException {@code UNKNOWN_AGENT}, {@code DOES_NOT_STOP}
     */
    default void stopForNow(String name) throws JobException {
        stop(name);
    }

    /** Stops the agent if it runs and starts it. */
    void restart(String name) throws JobException;

    /** Stops the agent and forgets it. Unknown agents are no error. */
    void remove(String name) throws JobException;

    /**
     * Waits until the agent has been up without a break for so long.
     *
     * @throws JobException {@code CRASHED} or {@code DOES_NOT_START} with the reason and the last lines of its output, {@code CANCELLED}, {@code DEADLINE_EXCEEDED}
     */
    void awaitUp(String name, Duration settle, JobContext context) throws JobException;

    /**
     * Waits until the agent is healthy; returns at once if it has no check. While somebody waits, an agent that becomes unhealthy is left to them: nothing is done about it.
     *
     * @param window counted from the start of its process
     * @throws JobException {@code UNHEALTHY} at the end of the window, with the check's last failure; {@code CRASHED} if its process ends meanwhile; {@code CANCELLED},
     *     {@code DEADLINE_EXCEEDED}
     */
    void awaitHealthy(String name, Duration window, JobContext context) throws JobException;

    /**
     * Processes that an agent has started and that run on although it was stopped, such as {@code sleep 300 (pid 4711)}: they have left what holds it, or belong to
     * another user. One that has also cleared its environment is not known.
     */
    default List<String> left(String name) {
        return List.of();
    }

    Optional<AgentSpec> spec(String name);

    Optional<AgentStatus> status(String name);

    /** The file that the agent's command runs at its next start; empty if there is none, or no such agent. */
    default Optional<ProgramFile> program(String name) {
        return Optional.empty();
    }

    /** Returns the status of all agents, by name. */
    List<AgentStatus> statuses();
}
