package org.bootagent.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answer of EasyAgent's management interface, {@code /api/v1}, always with HTTP status 200. Its texts begin with the original's, which programs look for; the
 * remedy follows.
 *
 * @param msg the code in words
 * @param code 0: success
 * @param data the result; for an error, the reason
 */
@JsonPropertyOrder({"msg", "code", "data"})
public record EasyAgentReply(
        String msg,
        int code,
        @JsonInclude(JsonInclude.Include.ALWAYS) Object data) {
    /** Its media type, to the letter. */
    public static final String TYPE = "application/json; charset=UTF-8";

    private static final ObjectWriter WRITER = Json.MAPPER.writer(new GoEscapes());

    /** Name for the whole request in place of a field. */
    public static final String REQUEST = "$";

    /** Error codes of EasyAgent. */
    public enum Code {
        /** Any other error; the message is the error itself. */
        UNKNOWN(100, "", ""),
        /** A wrong call: a field is missing or invalid. The data is an object: a field, and what is wrong with it. */
        PARAMETER(101, "请求参数错误: Invalid parameter(s)", ""),
        /** The server could not read or store something, or does not know the agent. */
        DATABASE(102, "获取agent数据失败: DB Model error", "获取agent数据失败: "),
        /** A host could not be reached, or did not answer. */
        COMMUNICATION(103, "与agent通信失败: Rpc handle error", "agent执行命令失败: ");

        private final int number;
        private final String words;
        private final String prefix;

        Code(int number, String words, String prefix) {
            this.number = number;
            this.words = words;
            this.prefix = prefix;
        }

        public int number() {
            return number;
        }
    }

    public static EasyAgentReply ok(Object data) {
        return new EasyAgentReply("ok", 0, data);
    }

    /** @param why reason; of a wrong request as a whole, if the code is {@link Code#PARAMETER} */
    public static EasyAgentReply error(Code code, String why) {
        return switch (code) {
            case UNKNOWN -> new EasyAgentReply(why, code.number, why);
            case PARAMETER -> parameter(REQUEST, why);
            case DATABASE, COMMUNICATION -> new EasyAgentReply(code.words, code.number, code.prefix + why);
        };
    }

    /** A missing or wrong field of the request. */
    public static EasyAgentReply parameter(String field, String why) {
        return new EasyAgentReply(Code.PARAMETER.words, Code.PARAMETER.number, Map.of(field, why));
    }

    /** Serializes the reply as JSON, byte for byte as the original would. */
    public byte[] bytes() {
        try {
            // Written as bytes, Jackson escapes the characters above U+FFFF too.
            return GoText.wellFormed(WRITER.writeValueAsString(this)).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }
}
