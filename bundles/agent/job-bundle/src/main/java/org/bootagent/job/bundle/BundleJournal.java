package org.bootagent.job.bundle;

import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;

/** {@link BundleIntent} in the metafile, one commit a change. */
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

    /** From now on a crash is followed by going back. */
    void takeBack(BundleIntent begun, JobException failure) {
        begin(begun.failed(failure));
    }

    void end() {
        metafile.commit(edit -> edit.remove(BundleIntent.SECTION));
    }
}
