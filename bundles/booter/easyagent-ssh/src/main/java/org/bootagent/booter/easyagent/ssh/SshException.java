package org.bootagent.booter.easyagent.ssh;

import org.bootagent.wire.EasyAgentReply.Code;

/** Nothing came of a request; the message says why. Carries EasyAgent's code for it. */
final class SshException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    SshException(Code code, String message) {
        this(code, message, null);
    }

    SshException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    Code code() {
        return code;
    }
}
