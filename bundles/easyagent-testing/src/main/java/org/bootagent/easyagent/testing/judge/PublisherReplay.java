package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bootagent.easyagent.testing.Callback;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.easyagent.testing.judge.PublishedRequests.Sent;
import org.bootagent.wire.Json;

/**
 * Replays the original server's unasked requests on a Booter: each recorded callback and each document, from a host of its own, so that none waits for its
 * turn. Compares the requests.
 */
public final class PublisherReplay implements AutoCloseable {
    private static final String NIL = "00000000-0000-0000-0000-000000000000";
    private static final int HOSTS_A_CONNECTION = 10;
    private static final int SIDE_BY_SIDE = 16;
    private static final String ERROR = "dt_agent_error";
    private static final String PREFIX = "agent异常退出:";
    private static final Map<String, String> TYPES = Map.of(
            "dt_agent_host_resource",
            "EVT_OS_RESOURCE_USAGES osResourceUsages",
            "dt_agent_performance",
            "EVT_PROC_RESOURCE_USAGES procResourceUsages",
            "dt_agent_health_check",
            "EVT_AGENT_HEALTH_CHECK agentHealthCheck",
            ERROR,
            "EVT_AGENT_ERR agentError");
    /** How long to wait for a request that may never come. */
    private static final Duration LATE = Duration.ofSeconds(Long.getLong("conformance.late", 30));

    private final HttpClient client = HttpClient.newHttpClient();
    private final Sink posts = new Sink();
    private final Sink elasticsearch = new Sink();
    private final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
    private final Findings findings = new Findings(End.PUBLISHER);
    private final PublishedRequests requests = new PublishedRequests(posts, elasticsearch, findings);
    private final Set<String> replayed = new LinkedHashSet<>();
    private final List<ReplayingSidecar> sidecars = Collections.synchronizedList(new ArrayList<>());
    private final List<ManagedChannel> channels = new ArrayList<>();
    private int hosts;

    public PublisherReplay() throws IOException {}

    /** Returns lines of Booter's configuration with its targets. */
    public String[] settings() {
        return new String[] {
            "booter.easyagent/admit = loopback",
            "booter.easyagent.deploy/callback = http://" + posts.address() + "/",
            "booter.publish.http/url = http://" + posts.address() + "/",
            "booter.publish.http/format = easyagent",
            "booter.publish.elasticsearch/url = http://" + elasticsearch.address() + "/",
            "booter.publish.elasticsearch/format = easyagent"
        };
    }

    /** Replays everything against the Booter with these ports. @return the differences */
    public List<Finding> run(String url, int streamPort) throws IOException, InterruptedException {
        try {
            replayAll(url, streamPort);
            long end = System.nanoTime() + LATE.toNanos();
            while (System.nanoTime() < end
                    && sent.stream().anyMatch(one -> requests.came(one).isEmpty())) {
                Polling.pause(Duration.ofMillis(50));
            }
            for (Sent one : sent) {
                requests.compare(one);
            }
            return findings.all();
        } finally {
            sidecars.forEach(ReplayingSidecar::close);
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    /** Replays in parallel: a host waits for the database, not for the processor. */
    private void replayAll(String url, int streamPort) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (Callback callback : Fixtures.load().callbacks()) {
                if (callback.from().equals("server")) {
                    replayed.add(callback.scenario());
                    tasks.add(() -> {
                        replay(callback, channel(streamPort), url);
                        return null;
                    });
                }
            }
            for (Future<Void> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a recorded request could not be replayed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Returns a connection; a server takes few calls over one. */
    private synchronized ManagedChannel channel(int port) {
        if (hosts++ % HOSTS_A_CONNECTION == 0) {
            channels.add(NettyChannelBuilder.forAddress("localhost", port)
                    .usePlaintext()
                    .build());
        }
        return channels.get(channels.size() - 1);
    }

    /** The scenarios that were replayed. */
    public Set<String> replayed() {
        return replayed;
    }

    private void replay(Callback callback, ManagedChannel channel, String url)
            throws IOException, InterruptedException {
        if (callback.target().equals("http") && callback.method().equals("GET")) {
            callBack(callback, channel);
        } else if (document(callback).isPresent()) {
            document(callback, document(callback).get(), channel, url);
        } else {
            requests.add(callback, PublishedRequests.place(callback), PublishedRequests.text(callback), "");
        }
    }

    /** Returns the document of a recorded request, if hosts cause its kind. */
    private static Optional<JsonNode> document(Callback callback) throws IOException {
        boolean mine = callback.target().equals("http") || callback.target().equals("elasticsearch");
        return mine && "POST".equals(callback.method()) && TYPES.containsKey(type(callback))
                ? Optional.of(Json.MAPPER.readTree(callback.body()))
                : Optional.empty();
    }

    static String type(Callback callback) {
        String path = callback.path().replaceFirst("/$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void callBack(Callback callback, ManagedChannel channel) {
        String host = UUID.randomUUID().toString();
        Message registration = Fixtures.load().scenario("register-and-callback").stream().stream()
                .filter(frame -> frame.is(Frame.Method.REGISTER_SIDECAR, Frame.Kind.REQUEST))
                .findFirst()
                .orElseThrow()
                .content()
                .withTexts(this::toUs);
        var sidecar = ReplayingSidecar.over(channel, host);
        sidecars.add(sidecar);
        sidecar.register(registration);
        sidecar.listen();
        sent.add(new Sent(callback, host, ""));
    }

    /** Returns a callback string that leads to this test. */
    private String toUs(String text) {
        if (!text.startsWith("CallBack=")) {
            return text;
        }
        String coded = text.substring("CallBack=".length(), text.indexOf('&'));
        String url = new String(
                Base64.getDecoder().decode(URLDecoder.decode(coded, StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        String mine = url.replaceFirst("127\\.0\\.0\\.1:\\d+", posts.address());
        String again = Base64.getEncoder().encodeToString(mine.getBytes(StandardCharsets.UTF_8));
        return "CallBack=" + URLEncoder.encode(again, StandardCharsets.UTF_8) + text.substring(text.indexOf('&'));
    }

    private void document(Callback callback, JsonNode document, ManagedChannel channel, String url)
            throws IOException, InterruptedException {
        String host = UUID.randomUUID().toString();
        var sidecar = ReplayingSidecar.over(channel, host);
        sidecars.add(sidecar);
        sidecar.register();
        sidecar.listen();
        String recorded = document.path("agentId").asText(NIL);
        String agent = recorded.equals(NIL) ? NIL : install(url, host);
        sidecar.report(event(type(callback), document, agent));
        sent.add(new Sent(callback, host, agent));
    }

    private String install(String url, String host) throws IOException, InterruptedException {
        String body = "{\"collectorId\":\"" + host
                + "\",\"name\":\"a\",\"installScript\":\"#!/bin/sh\\n\",\"timeout\":\"30s\"}";
        JsonNode answer = Json.MAPPER.createObjectNode();
        long end = System.nanoTime() + LATE.toNanos();
        while (!answer.at("/data/agent_id").isTextual() && System.nanoTime() < end) {
            var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/agent/installSync"))
                    .POST(BodyPublishers.ofString(body));
            answer = Json.MAPPER.readTree(
                    client.send(request.build(), BodyHandlers.ofString()).body());
        }
        if (!answer.at("/data/agent_id").isTextual()) {
            throw new IllegalStateException("no agent could be installed: " + answer);
        }
        return answer.at("/data/agent_id").asText();
    }

    /** Returns the event that led to this document. */
    private static Message event(String type, JsonNode document, String agent) {
        String[] names = TYPES.get(type).split(" ", 2);
        ObjectNode body = document.deepCopy();
        body.remove(List.of("sid", "last_update_date"));
        if (body.has("agentId")) {
            body.put("agentId", type.equals(ERROR) && agent.equals(NIL) ? "" : agent);
        }
        if (type.equals(ERROR)) {
            String recorded = document.path("agentId").asText();
            body.put("errstr", body.path("errstr").asText().replace(PREFIX, "").replace(recorded, agent));
        }
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putObject("H")
                .put("id", ReplayingSidecar.RECORDED_ID)
                .putObject("systime")
                .put("seconds", 1);
        event.put("eventType", names[0]);
        event.set(names[1], body);
        return Message.eventOf(event);
    }

    @Override
    public void close() {
        posts.close();
        elasticsearch.close();
    }
}
