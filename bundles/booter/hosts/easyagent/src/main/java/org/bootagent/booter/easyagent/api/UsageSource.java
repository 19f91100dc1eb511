package org.bootagent.booter.easyagent.api;

import java.util.Map;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;

/** The last reported resource usage of hosts and agents; empty if there was no report. A service while the stream is there. */
public interface UsageSource {
    Map<String, Object> ofHost(String agentsn);

    Map<String, Object> ofAgent(AgentIdentity agent);

    /** Port of the stream. */
    int port();

    /** Hosts on the stream now. */
    int connected();

    /** Tells whether this host is connected to the stream now. */
    boolean connected(String agentsn);

    /** Tells whether hosts connect with TLS. */
    boolean secure();
}
