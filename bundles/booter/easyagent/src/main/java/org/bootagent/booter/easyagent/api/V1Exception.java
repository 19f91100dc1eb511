package org.bootagent.booter.easyagent.api;

import org.bootagent.wire.EasyAgentReply.Code;

/** Ends a call with one of EasyAgent's codes. */
final class V1Exception extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    V1Exception(Code code, String message) {
        super(message);
        this.code = code;
    }

    static V1Exception parameter(String message) {
        return new V1Exception(Code.PARAMETER, message);
    }

    Code code() {
        return code;
    }
}
