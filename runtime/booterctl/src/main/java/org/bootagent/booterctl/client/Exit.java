package org.bootagent.booterctl.client;

/** Exit codes; scripts rely on them. */
public enum Exit {
    SUCCESS(0),
    /** The job ended without success. */
    JOB_FAILED(1),
    /** The command line is wrong, or the server refuses the request. */
    USAGE(2),
    /** The server cannot be reached or has an error of its own. */
    SERVER(3),
    /** The job had not ended when the waiting time was over. It goes on. */
    TIMED_OUT(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
