package org.bootagent.booter.easyagent.ssh;

import org.bootagent.wire.EasyAgentReply.Code;

/** A request that failed, with the reason and EasyAgent's code. */
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
