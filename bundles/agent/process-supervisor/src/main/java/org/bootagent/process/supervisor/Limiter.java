package org.bootagent.process.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;

/** Keeps agents within their limits; all that only Linux has for it is behind this. */
interface Limiter extends AutoCloseable {
    /** For a host that has nothing of the kind. */
    Limiter NONE = new Limiter() {
        @Override
        public String mechanism() {
            return "none";
        }

        @Override
        public Cage enclose(String agent, Limits limits) throws JobException {
            if (limits.equals(Limits.NONE)) {
                return Cage.OPEN;
            }
            throw new JobException(
                    ErrorCode.LIMITS_UNSUPPORTED,
                    "Agent " + agent
                            + " has limits, but BootAgent may make no cgroups here: run it as root, and under systemd with Delegate=yes; or"
                            + " take the limits away");
        }

        @Override
        public Cage enclosed(String agent) {
            return Cage.OPEN;
        }

        @Override
        public void close() {}
    };

    /** Which of the kernel's mechanisms is in force. */
    String mechanism();

    /**
     * Prepares an agent's next start.
     *
     * @throws JobException {@code LIMITS_UNSUPPORTED}
     */
    Cage enclose(String agent, Limits limits) throws JobException;

    /** Where an agent runs that an earlier host agent has started. */
    Cage enclosed(String agent);

    /** Removes what is not in use; agents stay where they are. */
    @Override
    void close();

    /** What one run of an agent is in, with all its descendants. */
    interface Cage {
        /** Of an agent without limits. */
        Cage OPEN = new Cage() {
            @Override
            public List<Path> entrances() {
                return List.of();
            }

            @Override
            public Optional<String> overLimit() {
                return Optional.empty();
            }

            @Override
            public void clear() {}
        };

        /** A process is in when it has written its pid to each of these files. */
        List<Path> entrances();

        /** Whether the kernel has killed one in here for exceeding its limit: limit, peak and mechanism. */
        Optional<String> overLimit();

        /** Kills who is left, also those that left their process group, and removes it. */
        void clear();
    }
}
