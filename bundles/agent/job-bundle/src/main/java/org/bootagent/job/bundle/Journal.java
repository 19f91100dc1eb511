package org.bootagent.job.bundle;

import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;

/** {@link Begun} in the metafile, one commit a change. */
final class Journal {
    private final Metafile metafile;

    Journal(Metafile metafile) {
        this.metafile = metafile;
    }

    Optional<Begun> begun() {
        return metafile.read(Begun.SECTION);
    }

    void begin(Begun begun) {
        metafile.commit(edit -> edit.put(Begun.SECTION, begun));
    }

    /** From now on a crash is followed by going back. */
    void takeBack(Begun begun, JobException failure) {
        begin(begun.failed(failure));
    }

    void end() {
        metafile.commit(edit -> edit.remove(Begun.SECTION));
    }
}
