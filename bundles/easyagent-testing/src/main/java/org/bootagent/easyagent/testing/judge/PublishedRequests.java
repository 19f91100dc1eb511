package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bootagent.easyagent.testing.Callback;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.wire.Json;

/** Compares the requests that Booter makes by itself with the original server's. */
final class PublishedRequests {
    private final Sink posts;
    private final Sink elasticsearch;
    private final Findings findings;

    /** A recorded request, and the host that makes ours send the same. */
    record Sent(Callback original, String host, String agent) {}

    PublishedRequests(Sink posts, Sink elasticsearch, Findings findings) {
        this.posts = posts;
        this.elasticsearch = elasticsearch;
        this.findings = findings;
    }

    /** Returns our request, if it has come. */
    Optional<Sink.Request> came(Sent one) {
        boolean get = one.original().method().equals("GET");
        boolean alone = one.original().target().equals("http");
        return (alone ? posts : elasticsearch)
                .requests().stream()
                        .filter(request -> get
                                ? one.host().equals(request.headers().get("sid"))
                                : request.body().contains(one.host()) && isOfType(request, one))
                        .findFirst();
    }

    private static boolean isOfType(Sink.Request request, Sent one) {
        return request.path().contains(PublisherReplay.type(one.original()))
                || request.body().contains(PublisherReplay.type(one.original()));
    }

    /** Compares our request with the original one. */
    void compare(Sent one) throws IOException {
        var ours = came(one);
        if (ours.isEmpty()) {
            add(one.original(), place(one.original()), text(one.original()), "");
        } else if (one.original().method().equals("GET")) {
            compareCallBack(one, ours.get());
        } else if (one.original().target().equals("http")) {
            comparePost(one, ours.get());
        } else {
            compareDocument(one, ours.get());
        }
    }

    private void compareCallBack(Sent one, Sink.Request ours) {
        Callback original = one.original();
        expect(
                original,
                "callback request",
                original.path() + "?" + original.query(),
                ours.path() + "?" + ours.query());
        Map<String, String> theirs = new TreeMap<>();
        original.headers().forEach((name, value) -> theirs.put(name.toLowerCase(Locale.ROOT), value));
        theirs.remove("host");
        theirs.put("sid", one.host());
        theirs.forEach((name, value) -> expect(
                original, "callback header " + name, value, ours.headers().getOrDefault(name, "")));
    }

    private void comparePost(Sent one, Sink.Request ours) throws IOException {
        Callback original = one.original();
        String path = original.path().replaceFirst("instance/[^/]+/", "instance/" + id(one) + "/");
        expect(original, "http path", path, ours.path());
        expect(
                original,
                "http Content-Type",
                original.headers().getOrDefault("Content-Type", ""),
                ours.headers().getOrDefault("content-type", ""));
        expect(
                original,
                "http end of body",
                "" + original.body().endsWith("\n"),
                "" + ours.body().endsWith("\n"));
        compareTree(one, "http", Json.MAPPER.readTree(ours.body()));
    }

    /** Returns the id of the document's subject: the agent, or the host if there is none. */
    private static String id(Sent one) {
        return one.original().path().contains("dt_agent_host_resource") ? one.host() : one.agent();
    }

    private void compareDocument(Sent one, Sink.Request ours) throws IOException {
        Callback original = one.original();
        for (Sink.Document document : Sink.documents(ours)) {
            if (document.type().equals(PublisherReplay.type(original))
                    && document.body().path("sid").asText().equals(one.host())) {
                String index = original.path().split("/", -1)[1];
                expect(original, "elasticsearch index", withoutDay(index), withoutDay(document.index()));
                if (!document.alone()) {
                    add(
                            original,
                            "elasticsearch request",
                            "POST " + text(original).split(" ", 3)[1],
                            "POST /_bulk");
                }
                compareTree(one, "elasticsearch", document.body());
                return;
            }
        }
        add(original, "elasticsearch document", original.body(), "");
    }

    private static String withoutDay(String index) {
        return index.replaceAll("\\d{4}\\.\\d\\d\\.\\d\\d", "DAY");
    }

    private void compareTree(Sent one, String place, JsonNode ours) throws IOException {
        ObjectNode original = (ObjectNode) Json.MAPPER.readTree(one.original().body());
        String recorded = original.path("agentId").asText();
        original.put("sid", one.host());
        if (original.has("agentId")) {
            original.put("agentId", one.agent());
        }
        sortByName(original, "netStats", "ifName");
        if (original.has("errstr")) {
            original.put("errstr", original.path("errstr").asText().replace(recorded, one.agent()));
        }
        Trees.compare("", original, ours, PublishedRequests::same)
                .forEach(difference -> add(
                        one.original(),
                        place + " body: " + difference.path(),
                        difference.original(),
                        difference.ours()));
    }

    /** Sorts a list that has no order of its own: ours is sorted. */
    private static void sortByName(ObjectNode document, String list, String name) {
        if (document.get(list) instanceof ArrayNode entries) {
            var sorted = new ArrayList<JsonNode>();
            entries.forEach(sorted::add);
            sorted.sort(Comparator.comparing(entry -> entry.path(name).asText()));
            entries.removeAll();
            entries.addAll(sorted);
        }
    }

    private static boolean same(String path, JsonNode original, JsonNode ours) {
        return path.equals("last_update_date")
                ? ours.asText().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}")
                : original.equals(ours);
    }

    private void expect(Callback callback, String place, String original, String ours) {
        if (!original.equals(ours)) {
            add(callback, place, original, ours);
        }
    }

    static String place(Callback callback) {
        return callback.target() + " " + (callback.bytes() == null ? callback.method() : "send");
    }

    static String text(Callback callback) {
        return callback.bytes() == null
                ? callback.method() + " " + withoutDay(callback.path()) + " "
                        + (callback.body() == null ? "" : callback.body())
                : Message.transfer(callback.bytes()).toString();
    }

    void add(Callback callback, String place, String original, String ours) {
        findings.add(callback.scenario(), place, original, ours);
    }
}
