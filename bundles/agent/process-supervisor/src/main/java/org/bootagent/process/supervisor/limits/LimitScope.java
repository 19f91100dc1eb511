package org.bootagent.process.supervisor.limits;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/** Holds one run of an agent, with all its descendants, to its limits. */
public interface LimitScope {
    /** A process is in when it has written its pid to each of these files. */
    List<Path> joinFiles();

    /** What holds the agent to its limits; empty if nothing has to. */
    String mechanism();

    /** It is about to be ended: whoever has left its group must be found while it is there. */
    default void ending() {}

    /** The agent runs, and is this process. */
    void started(ProcessRecord process);

    /**
     * Holds the running agent to other limits from now on.
     *
     * @throws JobException {@code BAD_FIELD} if it uses more than that already and it cannot be taken from it, {@code LIMITS_UNSUPPORTED}; it is then held to
     *     the limits before
     */
    void change(Limits limits) throws JobException;

    /** Whether one in here was killed for exceeding its limit: limit, peak and mechanism. */
    Optional<String> overLimit();

    /** Whether somebody is left in it; to be asked once the agent has ended. */
    default boolean occupied() {
        return false;
    }

    /** Kills who is left, also those that left their process group, and removes it. */
    void clear();
}
