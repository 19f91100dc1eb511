package org.bootagent.dispatcher;

import org.bootagent.api.job.ErrorCode;

/** Reason for stopping a running job. */
enum StopReason {
    CANCELLED(ErrorCode.CANCELLED, "cancelled"),
    DEADLINE(ErrorCode.DEADLINE_EXCEEDED, "not done in its time"),
    /** StopReason of the host agent; the job is resumed at the next start. */
    SHUTDOWN(ErrorCode.CANCELLED, "the host agent is stopping");

    private final ErrorCode code;
    private final String reason;

    StopReason(ErrorCode code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    ErrorCode code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
