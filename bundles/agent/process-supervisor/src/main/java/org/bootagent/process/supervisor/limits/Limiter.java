package org.bootagent.process.supervisor.limits;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/** Keeps agents within their limits; all that only Linux has for it is behind this. */
public interface Limiter extends AutoCloseable {
    /** What it can limit here. */
    Set<Resource> resources();

    /** As reported: {@code cgroup-v2}, {@code cgroup-v1} or {@code polling}. */
    String mechanism();

    /**
     * Prepares an agent's next start. Nothing of an earlier run is left in the cage.
     *
     * @throws JobException {@code LIMITS_UNSUPPORTED}
     */
    Cage enclose(String agent, Limits limits) throws JobException;

    /** Where an agent runs that an earlier host agent has started with these limits. */
    Cage enclosed(String agent, Limits limits);

    /** Whether every agent is in a cage that nobody leaves by himself, limited or not. */
    default boolean holdsAll() {
        return false;
    }

    /** Ends and removes what an earlier host agent has left behind, other agents' than these. */
    void sweep(Set<String> agents);

    /** Removes what is not in use; agents stay where they are. */
    @Override
    void close();

    /** What one run of an agent is in, with all its descendants. */
    interface Cage {
        /** A process is in when it has written its pid to each of these files. */
        List<Path> entrances();

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
}
