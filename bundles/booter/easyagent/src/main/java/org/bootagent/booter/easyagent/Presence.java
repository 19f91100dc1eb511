package org.bootagent.booter.easyagent;

import java.util.LinkedHashMap;
import java.util.List;
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
    private final Together<Change> changes;

    private record Change(Host host, boolean there) {}

    Presence(Fleet fleet, Executor executor) {
        this.fleet = fleet;
        this.changes = new Together<>(executor, this::writeOrLog);
    }

    /** The last word on a host counts. */
    void note(Host host, boolean there) {
        try {
            changes.add(new Change(host, there));
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is stopped: nobody minds any more who is connected");
        }
    }

    /** What is lost here comes with the next report, or the next look at who is connected. */
    private void writeOrLog(List<Change> noted) {
        var last = new LinkedHashMap<String, Change>();
        noted.forEach(change -> last.put(change.host().agentsn(), change));
        try {
            for (boolean there : new boolean[] {true, false}) {
                var hosts = last.values().stream()
                        .filter(change -> change.there() == there)
                        .map(Change::host)
                        .toList();
                if (!hosts.isEmpty()) {
                    fleet.online(hosts, there);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("who has come and gone could not be noted", e);
        }
    }
}
