package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.http.guard.Callers;
import org.bootagent.booter.http.guard.ClientAddress;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.GoDuration;
import org.bootagent.wire.Json;

/** A call: what stands in its path, its query and its body. A field may be in the query or in the body. */
final class V1Call {
    private static final int MAX_BODY = 2 << 20;
    /** The names that programs use for the length of a page. */
    private static final List<String> SIZES = List.of("limit", "pageSize", "page_size");

    private static final int MOST_PAGES = 1_000_000;
    private static final int MOST_ROWS = 100_000_000;

    private final Map<String, String> path;
    private final Map<String, String> query;
    private final Map<String, JsonNode> body;

    private final Caller caller;
    private final int port;
    private final String peer;
    /** Why its body is none, or null. */
    private final V1Exception unreadable;

    private final boolean waits;

    private V1Call(
            Map<String, String> path,
            Map<String, String> query,
            Map<String, JsonNode> body,
            Caller caller,
            int port,
            String peer,
            V1Exception unreadable,
            boolean waits) {
        this.path = path;
        this.query = query;
        this.body = body;
        this.caller = caller;
        this.port = port;
        this.peer = peer;
        this.unreadable = unreadable;
        this.waits = waits;
    }

    /** Returns this call as one whose answer is the result of what it asks for. */
    V1Call waiting() {
        return new V1Call(path, query, body, caller, port, peer, unreadable, true);
    }

    /** Tells whether the answer is the result of the operation. */
    boolean waits() {
        return waits;
    }

    /** @throws V1Exception 100, with this before what is wrong, if the body is none */
    void requireReadable(String prefix) throws V1Exception {
        if (unreadable != null) {
            throw new V1Exception(Code.UNKNOWN, prefix + unreadable.getMessage());
        }
    }

    private JsonNode field(String name) throws V1Exception {
        if (unreadable != null) {
            throw unreadable;
        }
        JsonNode value = body.get(name);
        if (value != null) {
            return value;
        }
        return query.containsKey(name) ? TextNode.valueOf(query.get(name)) : MissingNode.getInstance();
    }

    /** Returns the caller. */
    Caller caller() {
        return caller;
    }

    /** Where this Booter listens for HTTP. */
    int port() {
        return port;
    }

    /** Returns the caller's address, by which limits are counted. */
    String peer() {
        return peer;
    }

    static V1Call read(HttpServletRequest request, Map<String, String> path) throws IOException, V1Exception {
        var query = new HashMap<String, String>();
        for (String pair :
                Optional.ofNullable(request.getQueryString()).orElse("").split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw V1Exception.parameter("the body must not exceed " + MAX_BODY + " bytes");
        }
        String peer = ClientAddress.quotaKey(request.getRemoteAddr());
        try {
            return new V1Call(
                    path, query, object(body), Callers.of(request), request.getLocalPort(), peer, null, false);
        } catch (V1Exception e) {
            return new V1Call(path, query, Map.of(), Callers.of(request), request.getLocalPort(), peer, e, false);
        }
    }

    /** Returns the part of the path that stands for a name in braces; empty if there is none. */
    String segment(String name) {
        return path.getOrDefault(name, "");
    }

    /** A UUID of the path. */
    String id() throws V1Exception {
        return uuid("agent_id", path.get("id"));
    }

    /** Tells whether the caller wants the operation kept for a host that is away, however long that takes. */
    boolean keep() throws V1Exception {
        return Set.of("true", "1").contains(text("keep").toLowerCase(Locale.ROOT));
    }

    /** The host of the path. @throws V1Exception 103 if it can be none */
    String host() throws V1Exception {
        try {
            return UUID.fromString(path.get("id")).toString();
        } catch (IllegalArgumentException e) {
            throw V1Exception.away(
                    "'" + path.get("id") + "' is no UUID; GET /api/v1/sidecar lists the hosts there are");
        }
    }

    /** Empty if it is not given. */
    String text(String field) throws V1Exception {
        JsonNode value = field(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isValueNode()) {
            throw V1Exception.parameter(field, field + " must be a string");
        }
        return value.asText();
    }

    String required(String field) throws V1Exception {
        String text = text(field);
        if (text.isEmpty()) {
            throw V1Exception.parameter(field, field + " is missing");
        }
        return text;
    }

    Optional<String> uuid(String field) throws V1Exception {
        String text = text(field);
        return text.isEmpty() ? Optional.empty() : Optional.of(uuid(field, text));
    }

    /**
     * The UUID of the path.
     *
     * @param field what it is called where it is wrong
     * @param words the original's, before what stands there
     */
    String pathId(String field, String words) throws V1Exception {
        try {
            return UUID.fromString(path.get("id")).toString();
        } catch (IllegalArgumentException e) {
            throw V1Exception.parameter(field, words + path.get("id"));
        }
    }

    /** Tells whether the page is asked for in the way of this interface's own programs. */
    boolean hasPage() throws V1Exception {
        for (String name : List.of("page", "pageSize", "page_size", "offset")) {
            if (!text(name).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** A list, or one string with commas. */
    List<String> words(String field) throws V1Exception {
        JsonNode value = field(field);
        var words = new ArrayList<String>();
        if (value.isArray()) {
            value.forEach(word -> words.add(word.asText()));
        } else if (!text(field).isEmpty()) {
            words.addAll(List.of(text(field).split(",", -1)));
        }
        return words;
    }

    /** An object, or one string of {@code k=v} with commas. */
    Map<String, String> map(String field) throws V1Exception {
        JsonNode value = field(field);
        var map = new LinkedHashMap<String, String>();
        if (value.isObject()) {
            value.properties()
                    .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
            return map;
        }
        for (String pair : words(field)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw V1Exception.parameter(field, field + " must be an object, or k=v,k=v");
            }
            map.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return map;
    }

    JsonNode tree(String field) throws V1Exception {
        return field(field);
    }

    /** A text that may be empty, but must be there. */
    String given(String field) throws V1Exception {
        JsonNode value = field(field);
        if (value.isMissingNode() || value.isNull()) {
            throw V1Exception.parameter(field, field + " is missing");
        }
        if (!value.isTextual()) {
            throw V1Exception.parameter(field, field + " must be a string");
        }
        return value.textValue();
    }

    Optional<Duration> duration(String field) throws V1Exception {
        String text = text(field);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(GoDuration.parse(text));
        } catch (IllegalArgumentException e) {
            throw V1Exception.parameter(field, field + " " + e.getMessage());
        }
    }

    /**
     * A time that a command takes, which may be missing but not empty.
     *
     * @param command the original's name of it
     * @throws V1Exception 103, as the original's
     */
    Duration duration(String command, String field, Duration missing) throws V1Exception {
        JsonNode value = field(field);
        if (value.isMissingNode() || value.isNull()) {
            return missing;
        }
        try {
            return GoDuration.parse(text(field));
        } catch (IllegalArgumentException e) {
            throw new V1Exception(
                    Code.COMMUNICATION,
                    "parameter(" + command + " " + field + "): wrong " + field + " format, " + e.getMessage());
        }
    }

    double number(String field, double most) throws V1Exception {
        String text = text(field);
        try {
            double value = text.isEmpty() ? 0 : Double.parseDouble(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw V1Exception.parameter(field, field + " is '" + text + "', must be a number from 0 to " + (long) most);
    }

    /** Tells whether the call names an operation. */
    boolean hasSeq() throws V1Exception {
        return !text("operation_seq").isEmpty() || !text("opration_seq").isEmpty();
    }

    long seq() throws V1Exception {
        String field = text("operation_seq").isEmpty() ? "opration_seq" : "operation_seq";
        String text = text(field);
        if (!text.matches("[0-9]{1,18}")) {
            throw V1Exception.parameter(
                    "operation_seq", "operation_seq is '" + text + "', must be the number of an operation");
        }
        return Long.parseLong(text);
    }

    /** {@code page} (from 1) and {@code page_size}, or {@code offset} and {@code limit}; 0 is as if it were not given. */
    Slice slice() throws V1Exception {
        int limit = Slice.FIRST.limit();
        for (String name : SIZES) {
            int size = whole(name, Slice.MAX_LIMIT);
            limit = size > 0 ? size : limit;
        }
        int page = whole("page", MOST_PAGES);
        int offset = whole("offset", MOST_ROWS);
        if (page > 0 && offset > 0) {
            throw V1Exception.parameter("offset is '" + offset
                    + "' beside page, must not be there: give page and page_size, or offset and limit");
        }
        return new Slice(limit, page > 0 ? (page - 1) * limit : offset);
    }

    /** Returns a number without a fraction; 0 if it is not given. */
    int whole(String field, int most) throws V1Exception {
        String text = text(field);
        long number = text.isEmpty() ? 0 : text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
        if (number < 0 || number > most) {
            throw V1Exception.parameter(field, field + " is '" + text + "', must be a whole number from 0 to " + most);
        }
        return (int) number;
    }

    /** @param field what it is, for the message */
    static String uuid(String field, String text) throws V1Exception {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw V1Exception.parameter(field, field + " not uuid format: it is '" + text + "', must be a UUID");
        }
    }

    private static String decode(String text) throws V1Exception {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw V1Exception.parameter("the query has a broken % escape: " + text);
        }
    }

    private static Map<String, JsonNode> object(byte[] body) throws IOException, V1Exception {
        if (body.length == 0) {
            return Map.of();
        }
        try {
            if (Json.MAPPER.readTree(body) instanceof ObjectNode object) {
                return Json.fieldsInAnyCase(object);
            }
            throw V1Exception.parameter("the body must be a JSON object");
        } catch (JsonProcessingException e) {
            throw V1Exception.parameter("the body is not JSON: " + Json.fault(e));
        }
    }
}
