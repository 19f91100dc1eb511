package org.bootagent.job.config;

import java.time.Duration;
import java.util.List;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;

/**
 * Parameters of a config job. Null: leave the setting unchanged.
 *
 * @param svrlist {@code HOST[:PORT],HOST[:PORT]}, in the place of the persisted servers; empty: forget them. Those of the build are always there
 * @param step seconds between two reports
 */
record ConfigRequest(String svrlist, Integer step) {
    private static final int MAX_SERVERS = 64;

    ConfigRequest {
        if (svrlist != null && servers(svrlist).size() > MAX_SERVERS) {
            throw new IllegalArgumentException("svrlist has more than " + MAX_SERVERS + " servers");
        }
        if (step != null && (step < HostSettings.MIN_STEP.toSeconds() || step > HostSettings.MAX_STEP.toSeconds())) {
            throw new IllegalArgumentException("step is " + step + ", must be " + HostSettings.MIN_STEP.toSeconds()
                    + " to " + HostSettings.MAX_STEP.toSeconds() + " seconds");
        }
    }

    boolean isEmpty() {
        return svrlist == null && step == null;
    }

    HostSettings applyTo(HostSettings settings) {
        var changed = svrlist == null ? settings : settings.withServers(servers(svrlist));
        return step == null ? changed : changed.withStep(Duration.ofSeconds(step));
    }

    private static List<String> servers(String list) {
        try {
            return ServerAddress.parseList(list).stream()
                    .map(ServerAddress::toString)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("svrlist: " + e.getMessage(), e);
        }
    }
}
