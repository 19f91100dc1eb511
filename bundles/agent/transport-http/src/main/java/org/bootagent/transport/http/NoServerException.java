package org.bootagent.transport.http;

import java.time.Duration;

/** No server has taken the message. */
final class NoServerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration wait;

    NoServerException(String message, Duration wait) {
        super(message);
        this.wait = wait;
    }

    /** How long to wait before the next message. */
    Duration untilNext() {
        return wait;
    }
}
