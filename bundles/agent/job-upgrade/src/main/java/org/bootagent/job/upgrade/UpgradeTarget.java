package org.bootagent.job.upgrade;

import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentSpec;

/** Release and definition that a job brings an agent to. */
interface UpgradeTarget {
    /** Refuses what must not be begun. */
    void check(AgentSpec present) throws JobException;

    /** The release, beside the one that runs. After a crash it finds it again. */
    Release release() throws JobException;

    /** Returns the definition of the agent with the new release. */
    AgentSpec after(AgentSpec before, Release release);

    /** Returns what a rollback must remember of the release it leaves; null for an upgrade. */
    UpgradeIntent.Back back(AgentSpec present);
}
