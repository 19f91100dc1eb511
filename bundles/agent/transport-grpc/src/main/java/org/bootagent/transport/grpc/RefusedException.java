package org.bootagent.transport.grpc;

import java.io.IOException;

/** The server has read a message and refused it. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String said;

    /** @param said the server's own words */
    RefusedException(String why, String said, Throwable cause) {
        super(why, cause);
        this.said = said;
    }

    /** Returns whether the only reason is that the stream is not open there yet, or not any more. */
    boolean becauseOfTheStream() {
        return said.contains("unregistered sidecar");
    }

    String said() {
        return said;
    }
}
