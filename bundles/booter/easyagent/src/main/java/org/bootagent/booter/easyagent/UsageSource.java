package org.bootagent.booter.easyagent;

import java.util.Map;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;

/** What hosts and agents use, as they last said; empty where they did not. A service while the stream is there. */
public interface UsageSource {
    Map<String, Object> ofHost(String agentsn);

    Map<String, Object> ofAgent(AgentIdentity agent);

    /** Port of the stream. */
    int port();

    /** Hosts on the stream now. */
    int connected();

    /** Whether this host is on the stream now. */
    boolean connected(String agentsn);

    /** Whether hosts speak TLS. */
    boolean secure();
}
