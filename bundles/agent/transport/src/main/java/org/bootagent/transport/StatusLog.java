package org.bootagent.transport;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bootagent.api.report.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Status of the transport for the operator: readable at any time, logged when it changes. Written by one thread, read by any. */
public final class StatusLog {
    private static final Logger LOG = LoggerFactory.getLogger(StatusLog.class);

    private final String transport;
    private final Clock clock;
    private volatile Transport.Status status;

    public StatusLog(String transport, Clock clock) {
        this.transport = transport;
        this.status = new Transport.Status(transport, "", null, false, "nothing sent yet");
        this.clock = clock;
    }

    public Transport.Status status() {
        return status;
    }

    public void registration(String server, boolean accepted, String outcome) {
        change(new Transport.Status(transport, server, status.lastReport(), false, outcome), accepted);
    }

    public void report(String server, boolean accepted, String outcome) {
        change(new Transport.Status(transport, server, now(), accepted, outcome), accepted);
    }

    /** Reports an unreadable reply. The server has the report, but its jobs are lost until it sends them again. */
    public void unreadable(String server, String why) {
        var outcome = "accepted, but the reply could not be read: " + why;
        change(new Transport.Status(transport, server, now(), true, outcome), false);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void change(Transport.Status next, boolean good) {
        var before = status;
        status = next;
        if (before.outcome().equals(next.outcome()) && before.server().equals(next.server())) {
            LOG.debug("Server '{}': {}", next.server(), next.outcome());
        } else if (good) {
            LOG.info("Server {}: {}", next.server(), next.outcome());
        } else {
            LOG.warn("{}: {}", next.server().isEmpty() ? "No server" : "Server " + next.server(), next.outcome());
        }
    }
}
