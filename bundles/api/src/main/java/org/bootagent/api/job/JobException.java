package org.bootagent.api.job;

import java.util.Objects;

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

    public ErrorCode code() {
        return code;
    }
}
