package org.bootagent.booter.publish.easyagent;

import org.osgi.annotation.versioning.ProviderType;

/** The UUIDs by which EasyAgent's programs know agents. A service. Thread-safe. */
@ProviderType
public interface AgentIds {
    /** Id of the host agent itself. */
    String NIL = "00000000-0000-0000-0000-000000000000";

    /**
     * Returns the UUID of an agent, the same one each time.
     *
     * @param agent its name, or its UUID if nothing else is known
     * @throws RuntimeException if the store cannot be read now
     */
    String idOf(String agentsn, String agent);
}
