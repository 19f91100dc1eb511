package org.bootagent.booter.easyagent.ssh;

/** Nothing came of a request; the message says why. Carries EasyAgent's code for it. */
final class SshException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    enum Kind {
        /** Something else. */
        UNKNOWN(100),
        /** A parameter is missing or wrong. */
        PARAMETER(101),
        /** The machine cannot be reached, or does not let us in. */
        COMMUNICATION(103);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Kind kind;

    SshException(Kind kind, String message) {
        this(kind, message, null);
    }

    SshException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
