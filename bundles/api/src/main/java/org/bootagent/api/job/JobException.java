package org.bootagent.api.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
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

    /** Converts any failure to a job's: itself, {@link ErrorCode#IO_ERROR} for one of the disk, else {@link ErrorCode#INTERNAL_ERROR}. */
    public static JobException from(Exception failure) {
        if (failure instanceof JobException known) {
            return known;
        }
        if (failure instanceof MetafileException disk) {
            return new JobException(
                    disk.diskFull() ? ErrorCode.DISK_FULL : ErrorCode.IO_ERROR, disk.getMessage(), disk);
        }
        if (failure instanceof UncheckedIOException disk) {
            return of(String.valueOf(disk.getMessage()), disk.getCause());
        }
        return new JobException(ErrorCode.INTERNAL_ERROR, String.valueOf(failure.getMessage()), failure);
    }

    /** Converts a failure of the disk: {@link ErrorCode#DISK_FULL} if there was no space left, else {@link ErrorCode#IO_ERROR}. */
    public static JobException of(String message, IOException failure) {
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = reason.contains("no space left") || reason.contains("quota exceeded");
        return new JobException(full ? ErrorCode.DISK_FULL : ErrorCode.IO_ERROR, message, failure);
    }

    public ErrorCode code() {
        return code;
    }
}
