package org.bootagent.job.upgrade;

import java.time.Instant;
import org.bootagent.api.process.AgentSpec;

/**
 * An agent's last upgrade.
 *
 * @param before the agent's definition before
 * @param release id of the new release
 * @param watched end of the time in which the agent goes back if it becomes unhealthy
 */
record CompletedUpgrade(AgentSpec before, String release, Instant watched) {}
