package org.bootagent.job.bundle;

import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;

/** Keeps {@link BundleIntent} in the metafile, one commit a change. */
final class BundleJournal {
    private final Metafile metafile;

    BundleJournal(Metafile metafile) {
        this.metafile = metafile;
    }

    Optional<BundleIntent> begun() {
        return metafile.read(BundleIntent.SECTION);
    }

    void begin(BundleIntent begun) {
        metafile.commit(edit -> edit.put(BundleIntent.SECTION, begun));
    }

    /** Records that the change is undone; a crash from now on resumes undoing. */
    void takeBack(BundleIntent begun, JobException failure) {
        begin(begun.failed(failure));
    }

    void end() {
        metafile.commit(edit -> edit.remove(BundleIntent.SECTION));
    }
}
