package org.bootagent.job.bundle;

import java.io.IOException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.job.bundle.Framework.Installed;

/** Removes a bundle: first its jar, durably; the framework follows. */
final class BundleRemoval {
    private final ActionsDirectory directory;
    private final Framework framework;
    private final BundleActivation serving;

    BundleRemoval(ActionsDirectory directory, Framework framework, BundleActivation serving) {
        this.directory = directory;
        this.framework = framework;
        this.serving = serving;
    }

    void run(String name, JobContext context) throws JobException {
        var present = framework.named(name);
        if (present.isEmpty() && context.resumed()) {
            // Left unreported by a crash.
            context.progress(1, name + " is removed");
            return;
        }
        var bundle = present.orElseThrow(
                () -> new JobException(ErrorCode.UNKNOWN_BUNDLE, name + " is not installed on this host"));
        refuseOwn(bundle);
        remove(bundle, context);
        context.progress(1, name + " " + bundle.version() + " is removed");
    }

    private void remove(Installed bundle, JobContext context) throws JobException {
        try {
            serving.quiesce(bundle, context);
            directory.remove(bundle.file());
        } catch (IOException e) {
            framework.bring(bundle);
            throw Replacement.ioError(e, directory.jar(bundle.file()));
        } catch (JobException e) {
            framework.bring(bundle);
            throw e;
        }
        serving.awaitGone(bundle.file());
    }

    /** Refuses a bundle of the distribution: the next start would bring it back. */
    static void refuseOwn(Installed bundle) throws JobException {
        if (bundle.isOwn()) {
            throw new JobException(
                    ErrorCode.OWN_BUNDLE,
                    bundle.name() + " " + bundle.version()
                            + " is a part of BootAgent; it is replaced by an upgrade of BootAgent");
        }
    }
}
