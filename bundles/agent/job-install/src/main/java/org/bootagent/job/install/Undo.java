package org.bootagent.job.install;

import org.bootagent.api.job.JobException;
import org.bootagent.concurrent.Uninterrupted;

/** Undoes a failed install. */
final class Undo {
    private Undo() {}

    /** Undoes, and returns the failure to report. A cancelled job's thread is interrupted; that must not keep it from undoing. */
    static JobException after(Exception failure, Uninterrupted.Step<JobException> steps) {
        var reported = JobException.from(failure);
        try {
            Uninterrupted.run(steps);
            return reported;
        } catch (JobException | RuntimeException e) {
            reported.addSuppressed(e);
            return new JobException(
                    reported.code(),
                    reported.getMessage() + "; also, it could not be undone: " + e.getMessage(),
                    reported);
        }
    }
}
