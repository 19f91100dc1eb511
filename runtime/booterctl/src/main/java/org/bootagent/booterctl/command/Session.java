package org.bootagent.booterctl.command;

import java.time.Duration;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.console.Output;
import org.bootagent.booterctl.console.StandardInput;

/** Server, streams and options of a command. */
public record Session(Server server, StandardInput input, Output output, boolean waits, Duration timeout)
        implements AutoCloseable {
    @Override
    public void close() {
        server.close();
    }
}
