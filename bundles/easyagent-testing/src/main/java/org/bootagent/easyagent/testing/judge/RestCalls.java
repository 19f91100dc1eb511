package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.bootagent.easyagent.testing.RestCall;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.wire.Json;

/** Makes the recorded calls of {@code /api/v1} and compares the answers field by field. For one thread. */
final class RestCalls {
    /** How long to wait for an answer that may never come. */
    private static final Duration LATE = Duration.ofSeconds(Long.getLong("conformance.late", 30));

    private static final Pattern TIME = Pattern.compile("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    private static final Pattern ANY_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final HttpClient client = HttpClient.newHttpClient();
    private final OperationNumbers numbers = new OperationNumbers();
    private final String url;
    private final Substitution substitution;
    private final Differs difference;

    /** Takes a difference. */
    @FunctionalInterface
    interface Differs {
        void find(String scenario, String place, String original, String ours);
    }

    /**
     * Creates calls to this server.
     *
     * @param url without a slash at the end
     */
    RestCalls(String url, Substitution substitution, Differs difference) {
        this.url = url;
        this.substitution = substitution;
        this.difference = difference;
    }

    /** Groups calls that overlapped in the recording. */
    static List<List<RestCall>> groups(List<RestCall> calls) {
        List<List<RestCall>> groups = new ArrayList<>();
        int from = 0;
        while (from < calls.size()) {
            int end = calls.get(from).at() + calls.get(from).took();
            int to = from + 1;
            while (to < calls.size() && calls.get(to).at() < end) {
                end = Math.max(end, calls.get(to).at() + calls.get(to).took());
                to++;
            }
            groups.add(calls.subList(from, to));
            from = to;
        }
        return groups;
    }

    /** Makes these calls in parallel, and compares the answers. */
    void make(List<RestCall> group) {
        var answers = group.stream()
                .map(call -> CompletableFuture.supplyAsync(() -> answer(call), command -> new Thread(command).start()))
                .toList();
        numbers.nextCalls();
        for (int i = 0; i < group.size(); i++) {
            compare(group.get(i), answers.get(i).join());
        }
    }

    /** Returns the answer, or null if there was none in a little more than the recorded time. */
    private HttpResponse<String> answer(RestCall call) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url + target(call)))
                    .timeout(LATE.plusMillis(call.took()))
                    .method(
                            call.method(),
                            call.body() == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(substitution.here(call.body())));
            String type = call.headers().get("Content-Type");
            if (type != null) {
                request.header("Content-Type", type);
            }
            return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String target(RestCall call) {
        String query = numbers.inQuery(call.query());
        return substitution.here(call.path() + (query.isEmpty() ? "" : "?" + query));
    }

    private void compare(RestCall call, HttpResponse<String> ours) {
        String place =
                call.method() + " " + call.path().replaceFirst("^/api/v1/", "").replaceAll(ANY_ID.pattern(), "{id}");
        if (ours == null) {
            difference.find(call.scenario(), place + ": answer", "after " + call.took() + " ms", "");
            return;
        }
        if (call.status() != ours.statusCode()) {
            difference.find(
                    call.scenario(), place + ": status", "" + call.status(), ours.statusCode() + " " + ours.body());
            return;
        }
        String type = ours.headers().firstValue("Content-Type").orElse("");
        if (!call.responseHeaders().getOrDefault("Content-Type", "").equals(type)) {
            difference.find(
                    call.scenario(),
                    place + ": Content-Type",
                    call.responseHeaders().get("Content-Type"),
                    type);
        }
        if (call.response() != null) {
            compareText(call, place, ours.body());
        } else if (call.cut() != null) {
            compareLong(call, place, ours.body());
        }
    }

    private void compareText(RestCall call, String place, String body) {
        JsonNode original = json(call.response());
        JsonNode ours = json(substitution.inRecording(body));
        if (original == null || ours == null) {
            if (!call.response().equals(substitution.inRecording(body))) {
                difference.find(call.scenario(), place + ": text", call.response(), body);
            }
            return;
        }
        var differences = Trees.compare("", original, ours, this::same);
        differences.forEach(one -> difference.find(
                call.scenario(), place + ": " + one.path(), one.original(), substitution.inRecording(one.ours())));
        if (differences.isEmpty()) {
            compareBytes(call, place, substitution.inRecording(body));
        }
    }

    /** Compares the same JSON byte for byte, for clients that do not parse it. */
    private void compareBytes(RestCall call, String place, String body) {
        String original = withoutTimes(withoutNumbers(call.response()));
        String ours = withoutTimes(withoutNumbers(body));
        if (!original.equals(ours)) {
            difference.find(call.scenario(), place + ": bytes", original, ours);
        }
    }

    private static String withoutTimes(String text) {
        return TIME.matcher(text).replaceAll("TIME");
    }

    private boolean same(String path, JsonNode original, JsonNode ours) {
        if (original.isIntegralNumber()
                && ours.isIntegralNumber()
                && path.matches(".*(operation_seq(\\[\\d+])?|seqno)")) {
            return numbers.same(original.asLong(), ours.asLong());
        }
        if (original.isTextual() && ours.isTextual()) {
            return sameText(original.asText(), ours.asText());
        }
        return original.equals(ours);
    }

    private boolean sameText(String original, String ours) {
        substitution.learn(original, ours);
        return original.equals(substitution.inRecording(ours))
                || (TIME.matcher(original).matches() && TIME.matcher(ours).matches());
    }

    private void compareLong(RestCall call, String place, String body) {
        ObjectNode ours = (ObjectNode) json(body);
        String head = ours == null ? body : withoutNumbers(body);
        String original = withoutNumbers(call.cut().head());
        if (!head.startsWith(original)) {
            difference.find(
                    call.scenario(),
                    place + ": head",
                    original,
                    head.substring(0, Math.min(head.length(), original.length())));
        }
        if (!withoutNumbers(body).endsWith(withoutNumbers(call.cut().tail()))) {
            difference.find(
                    call.scenario(),
                    place + ": tail",
                    call.cut().tail(),
                    body.substring(Math.max(0, body.length() - 200)));
        }
        int length = withoutNumbers(body).length();
        int theirs = call.cut().length() - (call.cut().head().length() - original.length());
        if (length != theirs) {
            difference.find(call.scenario(), place + ": length", "" + theirs, "" + length);
        }
    }

    private static String withoutNumbers(String text) {
        return text.replaceAll("\"(operation_seq|seqno)\":(\\[?)\\d+", "\"$1\":$20");
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            return null;
        }
    }
}
