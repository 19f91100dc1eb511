package org.bootagent.process.supervisor.limits;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/** Holds one run of an agent, with all its descendants, to its limits. */
public interface LimitScope {
    /** Returns the files to which a process writes its pid to join. */
    List<Path> joinFiles();

    /** Returns the name of what holds the agent to its limits; empty if nothing has to. */
    String mechanism();

    /** Prepares for the end of the agent: a process that left its group must be found while the agent is there. */
    default void ending() {}

    /** Takes note of the process as which the agent runs. */
    void started(ProcessRecord process);

    /**
     * Changes the limits of the running agent.
     *
     * @throws JobException {@code BAD_FIELD} if it already uses more, which cannot be taken from it; {@code LIMITS_UNSUPPORTED}; the earlier limits then stay
     */
    void change(Limits limits) throws JobException;

    /** Returns limit, peak and mechanism if a process in here was killed for exceeding a limit. */
    Optional<String> overLimit();

    /** Returns whether a process is left in it; to be asked once the agent has ended. */
    default boolean occupied() {
        return false;
    }

    /** Kills the processes that are left, also those that left their process group, and removes the scope. */
    void clear();
}
