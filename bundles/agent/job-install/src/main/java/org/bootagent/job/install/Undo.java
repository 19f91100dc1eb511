package org.bootagent.job.install;

import org.bootagent.api.job.JobException;

/** Undoing what failed. */
final class Undo {
    private Undo() {}

    /** Steps back. */
    @FunctionalInterface
    interface Steps {
        void run() throws JobException;
    }

    /** The failure to report. A cancelled job's thread is interrupted; that must not keep it from undoing what it did. */
    static JobException after(Exception failure, Steps steps) {
        boolean interrupted = Thread.interrupted();
        var reported = JobException.from(failure);
        try {
            steps.run();
            return reported;
        } catch (JobException | RuntimeException e) {
            reported.addSuppressed(e);
            return new JobException(
                    reported.code(),
                    reported.getMessage() + "; besides, this could not be undone: " + e.getMessage(),
                    reported);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
