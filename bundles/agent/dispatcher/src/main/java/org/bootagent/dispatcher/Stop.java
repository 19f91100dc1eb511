package org.bootagent.dispatcher;

import org.bootagent.api.job.ErrorCode;

/** Why a job that runs is told to stop. */
enum Stop {
    CANCELLED(ErrorCode.CANCELLED, "cancelled"),
    DEADLINE(ErrorCode.DEADLINE_EXCEEDED, "not done in its time"),
    /** It is resumed at the next start. */
    SHUTDOWN(ErrorCode.CANCELLED, "the host agent is stopping");

    private final ErrorCode code;
    private final String reason;

    Stop(ErrorCode code, String reason) {
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
