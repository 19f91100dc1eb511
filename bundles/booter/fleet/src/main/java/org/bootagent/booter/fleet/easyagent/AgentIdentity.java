package org.bootagent.booter.fleet.easyagent;

import java.time.Instant;
import java.util.Objects;
import org.bootagent.booter.fleet.Fields;

/**
 * The UUID that EasyAgent knows an agent by, beside its host and name.
 *
 * @param agentId a UUID in lower case
 * @param agentsn of its host
 * @param name unique on the host
 * @param displayName as whoever installed it named it
 * @param binaryPath empty if not known
 * @param configurationPath empty if not known
 * @param removed whether it was uninstalled; its operations can still be asked for
 */
public record AgentIdentity(
        String agentId,
        String agentsn,
        String name,
        String displayName,
        String binaryPath,
        String configurationPath,
        boolean removed,
        Instant created) {
    private static final int MAX_TEXT = 256;
    private static final int MAX_PATH = 4096;

    public AgentIdentity {
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(agentsn, "agentsn");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(created, "created");
        displayName = Fields.cut(displayName, MAX_TEXT);
        binaryPath = Fields.cut(binaryPath, MAX_PATH);
        configurationPath = Fields.cut(configurationPath, MAX_PATH);
    }

    AgentIdentity gone(boolean now) {
        return new AgentIdentity(agentId, agentsn, name, displayName, binaryPath, configurationPath, now, created);
    }
}
