package org.bootagent.job.bundle;

import java.io.IOException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Undoes a change that a crash cut short, before any bundle of the directory is loaded: the new bundle may have caused the crash. */
final class BundleRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(BundleRecovery.class);

    private final ActionsDirectory directory;
    private final BundleJournal journal;

    BundleRecovery(ActionsDirectory directory, BundleJournal journal) {
        this.directory = directory;
        this.journal = journal;
    }

    void run() {
        try {
            var begun = journal.begun();
            if (begun.isPresent()) {
                goBack(begun.get());
            } else {
                directory.sweep();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("Cannot restore the contents of {} from before a crash: check it by hand", directory.path(), e);
        }
    }

    private void goBack(BundleIntent begun) throws IOException {
        boolean placed = directory.restore(begun.file(), begun.had());
        if (placed && !begun.hasFailed()) {
            LOG.warn("Undid the installation of {}, as the host agent ended during it", begun.file());
            journal.takeBack(
                    begun,
                    new JobException(
                            ErrorCode.BUNDLE_FAILED,
                            "the host agent ended while " + begun.file()
                                    + " was brought in; what was there before is back; send the job again to try again"));
        } else if (!begun.hasFailed()) {
            journal.end();
        }
    }
}
