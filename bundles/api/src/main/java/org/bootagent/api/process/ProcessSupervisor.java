package org.bootagent.api.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs agents. Definitions and wanted states are durable: after a restart of the host agent, running agents are adopted and those that should run are started.
 * Methods block until done. Thread-safe; for one agent the caller runs one method at a time.
 */
@ProviderType
public interface ProcessSupervisor {
    /** Defines an agent, or replaces its definition. A running process is not touched: the new definition takes effect at its next start. */
    void define(AgentSpec spec) throws JobException;

    /**
     * Starts the agent unless it runs, and keeps it running. Clears its counted failures. The defined limits apply to a running agent from now on, as far as
     * the kernel can change them.
     *
     * @throws JobException {@code UNKNOWN_AGENT}, {@code NO_COMMAND}, {@code DOES_NOT_START}, {@code LIMITS_UNSUPPORTED}, {@code NO_PERMISSION}; it is then to
     * stay stopped. {@code BAD_FIELD} if it runs and uses more memory than the new limit; it then runs on as before
     */
    void start(String name) throws JobException;

    /**
     * Stops the agent, and keeps it stopped: stop signal to its process group, grace, kill. Returns when no process of it is left.
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
     * Waits until the agent has been up without interruption for this long.
     *
     * @throws JobException {@code CRASHED} or {@code DOES_NOT_START} with the reason and the last lines of its output, {@code CANCELLED}, {@code
     * DEADLINE_EXCEEDED}
     */
    void awaitUp(String name, Duration settle, JobContext context) throws JobException;

    /**
     * Waits until the agent is healthy; returns at once if it has no check. While a caller waits, no action is taken on an unhealthy agent: the caller decides.
     *
     * @param window counted from the start of its process
     * @throws JobException {@code UNHEALTHY} at the end of the window, with the check's last failure; {@code CRASHED} if its process ends meanwhile; {@code
     * CANCELLED}, {@code DEADLINE_EXCEEDED}
     */
    void awaitHealthy(String name, Duration window, JobContext context) throws JobException;

    /**
     * Returns processes of a stopped agent that run on, such as {@code sleep 300 (pid 4711)}: they have left its group, or belong to another user. A process
     * that has also cleared its environment is not known.
     */
    default List<String> left(String name) {
        return List.of();
    }

    Optional<AgentSpec> spec(String name);

    Optional<AgentStatus> status(String name);

    /** Returns the file that the agent's command runs at its next start; empty if there is none, or no such agent. */
    default Optional<ProgramFile> program(String name) {
        return Optional.empty();
    }

    /** Returns the status of all agents, by name. */
    List<AgentStatus> statuses();
}
