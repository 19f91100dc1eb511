package org.bootagent.easyagent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.wire.Json;

/** A directory of recordings, read into fixtures: the content of each message is taken, the recorder's remarks are left out. */
final class Recording {
    /** Headers that only name the client or its library, on which the peers do not depend. */
    private static final Set<String> NO_FACTS = Set.of("User-Agent", "Accept-Encoding");

    private Recording() {}

    static Fixtures read(Path directory) throws IOException {
        return new Fixtures(
                lines(directory.resolve("stream.jsonl"), Recording::frame),
                lines(directory.resolve("rest.jsonl"), Recording::call),
                lines(directory.resolve("callbacks.jsonl"), Recording::callback),
                lines(directory.resolve("bootagent-under-peer.jsonl"), Recording::frame));
    }

    private static <T> List<T> lines(Path file, Function<JsonNode, T> reader) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(Recording::parse).map(reader).toList();
        }
    }

    private static JsonNode parse(String line) {
        try {
            return Json.MAPPER.readTree(line);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a recording: " + e.getMessage(), e);
        }
    }

    private static Frame frame(JsonNode line) {
        return new Frame(
                text(line, "scenario"),
                line.path("t_ms").asInt(),
                line.path("conn").asInt(),
                method(text(line, "method")),
                Kind.valueOf(text(line, "kind").toUpperCase(Locale.ROOT)),
                text(line, "call"),
                number(line, "timeout_ms"),
                bytes(line),
                text(line, "code"),
                said(text(line, "message")),
                number(line, "bytes_length"),
                text(line, "bytes_sha256"));
    }

    private static Method method(String name) {
        return Method.valueOf(name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
    }

    /** Returns whether the recorder added the message, which is then in brackets. */
    private static String said(String message) {
        return message == null || message.startsWith("(") ? null : message;
    }

    private static RestCall call(JsonNode line) {
        JsonNode response = line.path("response");
        return new RestCall(
                text(line, "scenario"),
                line.path("t_ms").asInt(),
                line.path("took_ms").asInt(),
                text(line, "client"),
                text(line, "method"),
                text(line, "path"),
                line.path("query").asText(),
                headers(line.path("headers")),
                text(line, "body"),
                line.path("status").asInt(),
                headers(line.path("response_headers")),
                response.isTextual() ? response.asText() : null,
                response.has("sha256") ? convert(response, RestCall.Cut.class) : null,
                response.has("assignments") ? script(response) : null,
                text(line, "client_returned"));
    }

    private static RestCall.Script script(JsonNode response) {
        List<String> assignments = StreamSupport.stream(
                        response.path("assignments").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return new RestCall.Script(text(response, "first_line"), assignments);
    }

    private static Callback callback(JsonNode line) {
        return new Callback(
                text(line, "scenario"),
                line.path("t_ms").asInt(),
                text(line, "from"),
                text(line, "target").replaceFirst(" \\(.*", ""),
                text(line, "method"),
                text(line, "path"),
                text(line, "query"),
                line.has("headers") ? headers(line.path("headers")) : null,
                text(line, "body"),
                number(line, "answered"),
                text(line, "answer"),
                bytes(line));
    }

    private static Map<String, String> headers(JsonNode headers) {
        Map<String, String> kept = new TreeMap<>();
        headers.properties()
                .forEach(header -> kept.put(header.getKey(), header.getValue().asText()));
        kept.keySet().removeAll(NO_FACTS);
        return kept;
    }

    private static ByteString bytes(JsonNode line) {
        String coded = text(line, "bytes");
        return coded == null ? null : ByteString.copyFrom(Base64.getDecoder().decode(coded));
    }

    private static String text(JsonNode line, String field) {
        return line.hasNonNull(field) ? line.get(field).asText() : null;
    }

    private static Integer number(JsonNode line, String field) {
        return line.hasNonNull(field) ? line.get(field).asInt() : null;
    }

    private static <T> T convert(JsonNode json, Class<T> type) {
        return Json.MAPPER.convertValue((ObjectNode) json, type);
    }
}
