package org.bootagent.booter.easyagent.api;

import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.EasyAgentReply.Code;

/** Ends a call with one of EasyAgent's codes. */
final class V1Exception extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient EasyAgentReply reply;

    V1Exception(Code code, String message) {
        this(EasyAgentReply.error(code, message), message);
    }

    private V1Exception(EasyAgentReply reply, String message) {
        super(message);
        this.reply = reply;
    }

    /** The request as a whole is wrong. */
    static V1Exception parameter(String message) {
        return new V1Exception(Code.PARAMETER, message);
    }

    /** A field of the request is missing or wrong. */
    static V1Exception parameter(String field, String message) {
        return new V1Exception(EasyAgentReply.parameter(field, message), message);
    }

    /** Nothing of this kind is known; the original's words first, which programs look for. */
    static V1Exception unknown(String what) {
        return new V1Exception(Code.DATABASE, "sql: no rows in result set; " + what);
    }

    /** A host that is not known, or away; the original's words first. */
    static V1Exception away(String why) {
        return new V1Exception(Code.COMMUNICATION, "not found sid; " + why);
    }

    EasyAgentReply reply() {
        return reply;
    }
}
