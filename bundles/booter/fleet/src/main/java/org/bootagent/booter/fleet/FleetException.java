package org.bootagent.booter.fleet;

import java.util.Objects;

/** A request that cannot be met, with a message for the caller. */
public final class FleetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Reason for refusing a request. */
    public enum Kind {
        /** It names an unknown host, agent or job. */
        NOT_FOUND,
        /** One of its fields has a wrong type, syntax or bound. */
        INVALID,
        /** It conflicts with the present state. */
        CONFLICT,
        /** The caller has not proved its right. */
        FORBIDDEN,
        /** It exceeds a limit; it may succeed later. */
        LIMIT
    }

    private final Kind kind;

    public FleetException(Kind kind, String message) {
        this(kind, message, null);
    }

    public FleetException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind);
    }

    /** Returns the refusal of a request that names an unknown host. */
    public static FleetException noHost(String agentsn) {
        return new FleetException(Kind.NOT_FOUND, "no host has the serial number " + agentsn);
    }

    /** Returns the refusal of a request that names an unknown job. */
    public static FleetException noJob(String id) {
        return new FleetException(Kind.NOT_FOUND, "there is no job " + id);
    }

    public Kind kind() {
        return kind;
    }
}
