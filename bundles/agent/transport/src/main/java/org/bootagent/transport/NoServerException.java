package org.bootagent.transport;

import java.time.Duration;

/** Thrown when no server has accepted the message. */
public final class NoServerException extends Exception {
    /** Message for an empty list of servers, with the remedy. */
    public static final String NONE_KNOWN =
            "no server is known: name them in bootagent.conf, host/servers = HOST[:PORT],HOST[:PORT], and start BootAgent again";

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    public NoServerException(String message, Duration wait) {
        super(message);
        this.wait = wait;
    }

    /** Returns the time to wait before the next message. */
    public Duration untilNext() {
        return wait;
    }
}
