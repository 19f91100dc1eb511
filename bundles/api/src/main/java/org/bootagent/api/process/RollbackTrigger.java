package org.bootagent.api.process;

import org.osgi.annotation.versioning.ConsumerType;

/** Rolls back an unhealthy agent whose check says {@link HealthCheck.Action#ROLLBACK}. Found by the supervisor as a service; thread-safe. */
@ConsumerType
public interface RollbackTrigger {
    /**
     * Requests a rollback; must not block, as the rollback runs later.
     *
     * @param reason why the agent is unhealthy
     * @return whether the agent goes back; false if it was not upgraded lately: then it is restarted
     */
    boolean rollBack(String agent, String reason);
}
