package org.bootagent.booterctl;

import java.time.Duration;

/** Server, streams and options of a command. */
record Session(Server server, StandardInput input, Output output, boolean waits, Duration timeout)
        implements AutoCloseable {
    @Override
    public void close() {
        server.close();
    }
}
