package org.bootagent.job.upgrade;

import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentSpec;

/** Release and definition that a job brings an agent to. */
interface UpgradeTarget {
    /** Refuses a change that must not begin. */
    void check(AgentSpec present) throws JobException;

    /** Stages the release beside the running one. After a crash it is found again. */
    Release release() throws JobException;

    /** Returns the definition of the agent with the new release. */
    AgentSpec after(AgentSpec before, Release release);

    /** Returns what a rollback must remember of the release it leaves; null for an upgrade. */
    UpgradeIntent.Back back(AgentSpec present);
}
