package org.bootagent.booterctl;

import java.time.Duration;

/** What a command works with. */
record Session(Server server, Output output, boolean waits, Duration timeout) implements AutoCloseable {
    @Override
    public void close() {
        server.close();
    }
}
