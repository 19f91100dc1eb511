package org.bootagent.booterctl;

import java.time.Duration;

/** What a command works with. */
record Session(Server server, StandardInput input, Output output, boolean waits, Duration timeout)
        implements AutoCloseable {
    @Override
    public void close() {
        server.close();
    }
}
