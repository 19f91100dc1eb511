package org.bootagent.job.upgrade;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;

/**
 * Target that is a package to fetch.
 *
 * @param force takes one that failed on this host before
 */
record NewPackage(
        PackageStore packages,
        UpgradeJournal journal,
        JobContext context,
        String name,
        PackageSource source,
        AgentOptions options,
        boolean force)
        implements UpgradeTarget {
    @Override
    public void check(AgentSpec present) throws JobException {
        if (!force && journal.isBad(name, source.checksum())) {
            throw new JobException(
                    ErrorCode.REFUSED_RELEASE,
                    "package " + source.checksum() + " of " + name
                            + " failed on this host before; give force to try it again");
        }
    }

    @Override
    public Release release() throws JobException {
        context.progress(0.1, "fetching and unpacking");
        return packages.stage(name, source, context);
    }

    @Override
    public AgentSpec after(AgentSpec before, Release release) {
        return release.spec(before.requested().replacedBy(options));
    }

    @Override
    public UpgradeIntent.Back back(AgentSpec present) {
        return null;
    }
}
