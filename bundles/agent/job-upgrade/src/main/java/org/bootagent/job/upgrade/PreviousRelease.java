package org.bootagent.job.upgrade;

import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentSpec;

/**
 * Target that is the previous release, run as it was run then.
 *
 * @param begun id of the release that this job has begun to go back to
 * @param bad whether the release that is left is to be remembered as bad
 * @param force goes back to one that failed on this host before
 */
record PreviousRelease(
        PackageStore packages, UpgradeJournal journal, String name, Optional<String> begun, boolean bad, boolean force)
        implements UpgradeTarget {
    @Override
    public void check(AgentSpec present) throws JobException {
        var release = release();
        if (!force && journal.isBad(name, release.checksum())) {
            throw new JobException(
                    ErrorCode.REFUSED_RELEASE,
                    release.id() + " of " + name + " failed on this host before; give force to go back to it");
        }
    }

    @Override
    public Release release() throws JobException {
        return packages.previous(name)
                .filter(release -> begun.isEmpty() || begun.get().equals(release.id()))
                .or(() -> packages.current(name).filter(release -> begun.equals(Optional.of(release.id()))))
                .orElseThrow(() -> new JobException(
                        ErrorCode.BAD_REQUEST,
                        name + " has no previous release on this host to go back to; upgrade it to the one you want"));
    }

    @Override
    public AgentSpec after(AgentSpec before, Release release) {
        return journal.done(name)
                .map(CompletedUpgrade::before)
                .filter(earlier -> earlier.release().equals(release.id()))
                .orElseGet(() -> release.spec(before.requested()));
    }

    @Override
    public UpgradeIntent.Back back(AgentSpec present) {
        String digest =
                packages.current(name).map(release -> release.checksum().hex()).orElse("");
        return new UpgradeIntent.Back(digest, bad);
    }
}
