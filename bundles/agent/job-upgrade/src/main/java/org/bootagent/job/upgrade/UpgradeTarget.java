package org.bootagent.job.upgrade;

import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentSpec;

/** What a job brings an agent to. */
interface UpgradeTarget {
    /** Refuses what must not be begun. */
    void check(AgentSpec present) throws JobException;

    /** The release, beside the one that runs. After a crash it finds it again. */
    Release release() throws JobException;

    /** How the agent is run then. */
    AgentSpec after(AgentSpec before, Release release);

    /** What a way back must know of what it leaves; null for an upgrade. */
    UpgradeIntent.Back back(AgentSpec present);
}
