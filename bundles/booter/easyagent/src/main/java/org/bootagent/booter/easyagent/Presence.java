package org.bootagent.booter.easyagent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes who has come and who has gone; of many at once, as after a restart or the end of a network, in few writes. Thread-safe. */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Fleet fleet;
    private final Executor executor;
    private final Object writing = new Object();
    private Map<String, Change> waiting = new LinkedHashMap<>();

    private record Change(Host host, boolean there) {}

    Presence(Fleet fleet, Executor executor) {
        this.fleet = fleet;
        this.executor = executor;
    }

    /** The last word on a host counts. */
    void note(Host host, boolean there) {
        boolean first;
        synchronized (this) {
            first = waiting.isEmpty();
            waiting.put(host.agentsn(), new Change(host, there));
        }
        if (first) {
            try {
                executor.execute(this::writeOrLog);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is stopped: nobody minds any more who is connected");
            }
        }
    }

    /** The root of a thread. What is lost here comes with the next report, or the next look at who is connected. */
    private void writeOrLog() {
        try {
            write();
        } catch (RuntimeException e) {
            LOG.warn("who has come and gone could not be noted", e);
        }
    }

    /** One after the other: what was noted later is written later. */
    private void write() {
        synchronized (writing) {
            var changes = taken();
            for (boolean there : new boolean[] {true, false}) {
                var hosts = changes.values().stream()
                        .filter(change -> change.there() == there)
                        .map(Change::host)
                        .toList();
                if (!hosts.isEmpty()) {
                    fleet.online(hosts, there);
                }
            }
        }
    }

    private synchronized Map<String, Change> taken() {
        var taken = waiting;
        waiting = new LinkedHashMap<>();
        return taken;
    }
}
