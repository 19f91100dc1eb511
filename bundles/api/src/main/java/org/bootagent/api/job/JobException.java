package org.bootagent.api.job;

import java.io.UncheckedIOException;
import java.util.Objects;
import org.bootagent.api.metafile.MetafileException;

/** A job's failure, with the code that decides what happens next and a sentence for the operator: what happened, to what, what to do. */
public final class JobException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public JobException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public JobException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
        if (code == ErrorCode.SUCCESS) {
            throw new IllegalArgumentException("a failure cannot have the code of success");
        }
    }

    /** Any failure as a job's: itself, {@link ErrorCode#IO_ERROR} for one of the disk, else {@link ErrorCode#INTERNAL_ERROR}. */
    public static JobException from(Exception failure) {
        if (failure instanceof JobException known) {
            return known;
        }
        boolean disk = failure instanceof MetafileException || failure instanceof UncheckedIOException;
        var code = disk ? ErrorCode.IO_ERROR : ErrorCode.INTERNAL_ERROR;
        return new JobException(code, String.valueOf(failure.getMessage()), failure);
    }

    public ErrorCode code() {
        return code;
    }
}
