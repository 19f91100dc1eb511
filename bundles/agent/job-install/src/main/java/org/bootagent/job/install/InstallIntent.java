package org.bootagent.job.install;

import org.bootagent.api.process.AgentSpec;

/**
 * State before an install job touched anything, so that a crash can still be undone.
 *
 * @param before the agent's definition, or null: there was no such agent
 * @param up whether the agent was to run
 */
record InstallIntent(AgentSpec before, boolean up) {}
