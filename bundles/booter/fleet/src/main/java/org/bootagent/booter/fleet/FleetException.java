package org.bootagent.booter.fleet;

import java.util.Objects;

/** A request that cannot be met, with a sentence for whoever asked. */
public final class FleetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the request. */
    public enum Kind {
        /** It names a host, agent or job that is not known here. */
        NOT_FOUND,
        /** One of its fields has a wrong type, syntax or bound. */
        INVALID,
        /** It does not fit the state that things are in. */
        CONFLICT,
        /** Whoever asks has not shown that it may. */
        FORBIDDEN,
        /** There would be more of something than there may be; later there may be room. */
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

    public Kind kind() {
        return kind;
    }
}
