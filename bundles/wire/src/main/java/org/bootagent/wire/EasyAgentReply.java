package org.bootagent.wire;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * What EasyAgent's management interface, {@code /api/v1}, answers, always with HTTP status 200.
 *
 * @param msg the code in words
 * @param code 0: it was done
 * @param data what was asked for; of an error, what is wrong
 */
@JsonPropertyOrder({"msg", "code", "data"})
public record EasyAgentReply(String msg, int code, Object data) {

    /** The errors that EasyAgent knows. */
    public enum Code {
        /** None of the others. */
        UNKNOWN(100, "unknown error"),
        /** The call is wrong: a field is missing or is no such thing. */
        PARAMETER(101, "parameter error"),
        /** The server could not read or keep something. */
        DATABASE(102, "database error"),
        /** A host could not be reached, or did not answer. */
        COMMUNICATION(103, "agent communication error");

        private final int number;
        private final String words;

        Code(int number, String words) {
            this.number = number;
            this.words = words;
        }

        public int number() {
            return number;
        }
    }

    public static EasyAgentReply ok(Object data) {
        return new EasyAgentReply("ok", 0, data);
    }

    public static EasyAgentReply error(Code code, String why) {
        return new EasyAgentReply(code.words, code.number, why);
    }

    /** As JSON. */
    public byte[] bytes() {
        try {
            return Json.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }
}
