package org.bootagent.job.install;

import java.io.UncheckedIOException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.MetafileException;

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
        var reported = asJobException(failure);
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

    private static JobException asJobException(Exception failure) {
        if (failure instanceof JobException known) {
            return known;
        }
        boolean disk = failure instanceof MetafileException || failure instanceof UncheckedIOException;
        var code = disk ? ErrorCode.IO_ERROR : ErrorCode.INTERNAL_ERROR;
        return new JobException(code, String.valueOf(failure.getMessage()), failure);
    }
}
