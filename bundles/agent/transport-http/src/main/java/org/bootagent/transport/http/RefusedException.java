package org.bootagent.transport.http;

import java.io.IOException;
import java.time.Duration;

/** A server answered, but not with 2xx. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final Duration retryAfter;

    RefusedException(int status, Duration retryAfter) {
        super("answered HTTP " + status);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    /** Returns how long the server wants to be left alone; zero if it does not say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
