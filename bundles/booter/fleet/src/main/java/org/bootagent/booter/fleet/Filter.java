package org.bootagent.booter.fleet;

import java.time.Instant;
import java.util.Set;

/** Which rows of a list; a null (or an empty set) does not restrict it. */
public sealed interface Filter {
    /**
     * Hosts, sorted by name.
     *
     * @param text part of the host name or of the serial number, in any case
     * @param tag one {@code k=v} of its tags
     * @param online whether it counts as online
     */
    record Hosts(String text, String tag, Boolean online) implements Filter {
        public static final Hosts ALL = new Hosts(null, null, null);
    }

    /** Agents, sorted by host and name. {@code status} is spelled as on the wire; {@code stopped} is understood. */
    record Agents(String agentsn, String name, String status) implements Filter {
        public static final Agents ALL = new Agents(null, null, null);

        public Agents {
            status = status == null ? null : HostAgent.spelled(status);
        }

        public static Agents of(String agentsn) {
            return new Agents(agentsn, null, null);
        }
    }

    /** Jobs, the newest first. */
    record Jobs(String agentsn, String name, String action, Set<JobStatus> status) implements Filter {
        public static final Jobs ALL = new Jobs(null, null, null, null);

        public Jobs {
            status = status == null ? Set.of() : Set.copyOf(status);
        }

        public static Jobs of(String agentsn) {
            return new Jobs(agentsn, null, null, null);
        }
    }

    /**
     * Events, the newest first.
     *
     * @param since received at this time or later
     */
    record Events(String agentsn, String agent, String type, Instant since) implements Filter {
        public static final Events ALL = new Events(null, null, null, null);

        public static Events of(String agentsn) {
            return new Events(agentsn, null, null, null);
        }
    }
}
