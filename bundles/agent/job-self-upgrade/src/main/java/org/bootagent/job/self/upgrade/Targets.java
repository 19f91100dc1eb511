package org.bootagent.job.self.upgrade;

import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;

/** Finds the version to change to, and checks that it could run here. */
final class Targets {
    private final RunningVersion self;
    private final PackageStore packages;
    private final Metafile metafile;
    private final Preflight preflight;

    Targets(RunningVersion self, PackageStore packages, Metafile metafile) {
        this.self = self;
        this.packages = packages;
        this.metafile = metafile;
        this.preflight = new Preflight(self.home(), self.conf());
    }

    /** Returns the package's version, staged. It may be the running one. */
    Target fetched(PackageSource source, boolean force, JobContext context) throws JobException {
        if (!force && BadPackages.contains(metafile, source.checksum().hex())) {
            throw new JobException(
                    ErrorCode.REFUSED_RELEASE,
                    "package " + source.checksum()
                            + " of BootAgent failed on this host before; give force to try it again");
        }
        context.progress(0.1, "fetching and unpacking");
        var release = packages.stage(RunningVersion.NAME, source, context);
        try {
            var target = target(release);
            boolean runs = target.release().equals(self.release())
                    || (!force && target.version().equals(self.version()));
            if (runs) {
                packages.discard(release);
                return new Target(self.release(), self.version(), target.digest());
            }
            context.progress(0.5, "checking " + target.version());
            preflight.check(tree(release));
            context.checkCancelled();
            return target;
        } catch (JobException e) {
            packages.discard(release);
            throw e;
        }
    }

    /** Returns the version that ran before. */
    Target previous(String versionOfBase) throws JobException {
        var previous = packages.previous(RunningVersion.NAME);
        if (previous.isPresent()) {
            preflight.check(tree(previous.get()));
            return target(previous.get());
        }
        if (self.isBase()) {
            throw new JobException(ErrorCode.BAD_REQUEST, "BootAgent has no other version on this host to go back to");
        }
        return new Target(HostConfig.BASE, versionOfBase, "");
    }

    private Target target(Release release) throws JobException {
        return new Target(
                release.id(), tree(release).version(), release.checksum().hex());
    }

    private DistributionTree tree(Release release) throws JobException {
        return DistributionTree.in(release.directory(), self.arch());
    }
}
