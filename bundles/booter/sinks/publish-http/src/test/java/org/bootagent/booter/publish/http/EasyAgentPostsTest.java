package org.bootagent.booter.publish.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publication.Kind;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.FakeSink;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EasyAgentPostsTest {
    private static final String ID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    Path directory;

    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile int status = 200;
    private volatile RuntimeException unreadable;
    private FakeSink receiver;
    private HttpSink sink;
    private Hub hub;

    @BeforeEach
    void open() throws IOException {
        receiver = new FakeSink((exchange, body) -> {
            if (status != 200) {
                faults.incrementAndGet();
                FakeSink.answer(exchange, status, "");
                return;
            }
            paths.add(exchange.getRequestURI().toString());
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            bodies.add(body);
            FakeSink.answer(exchange, 200, "");
        });
        sink = new HttpSink(PublisherFixtures.http(receiver.url(), Map.of()));
        hub = PublisherFixtures.hub(directory.resolve("spool"));
        hub.add(new HttpPublisher("http", new EasyAgentPosts(sink, new Signature(""), this::id), sink));
    }

    private String id(String agentsn, String agent) {
        if (unreadable != null) {
            faults.incrementAndGet();
            throw unreadable;
        }
        return ID;
    }

    @AfterEach
    void close() {
        hub.close();
        sink.close();
        receiver.close();
    }

    private static Publication told(Kind kind, String agent, Map<String, String> texts, Map<String, Number> numbers) {
        var time = Instant.parse("2026-03-01T10:00:00.001002Z");
        String id = Publication.idOf(kind, agent, texts, numbers);
        return new Publication(
                id, time, kind, PublisherFixtures.SN, "web-1", agent, Map.of("svc", "ecs"), texts, numbers);
    }

    private static Publication event(String type, String detail, boolean sidecar) {
        return told(
                Kind.EVENT,
                "web",
                sidecar
                        ? Map.of("type", type, "detail", detail, Publication.SIDECAR, "easyagent")
                        : Map.of("type", type, "detail", detail),
                Map.of());
    }

    private JsonNode document(int n) throws IOException {
        return Json.MAPPER.readTree(bodies.get(n));
    }

    @Test
    void postsEachDocumentByItselfInPlainBytesWithoutAMediaType() throws Exception {
        hub.offer(List.of(
                told(Kind.USAGE_AGENT, "", Map.of("cmd", "bootagent run"), Map.of("cpu", 0.25, "memory", 7)),
                told(Kind.USAGE_HOST, "", Map.of(), Map.of("cpu", 0, "uptime", 6326.0))));

        await().until(() -> bodies.size() == 2);
        assertThat(paths)
                .containsExactly(
                        "/api/v2/instance/" + AgentIds.NIL + "/dt_agent_performance",
                        "/api/v2/instance/" + PublisherFixtures.SN + "/dt_agent_host_resource");
        assertThat(bodies.get(1))
                .startsWith(
                        "{\"sid\":\"" + PublisherFixtures.SN + "\",\"uptime\":6326,\"last_update_date\":\"2026-03-01 ")
                .endsWith(":00:00.001002\"}\n");
        assertThat(headers.get(0)).doesNotContainKeys("Content-type", "Content-encoding");
    }

    @Test
    void oursIsAnErrorOnlyWhenItDoesNotRunAndInTheOriginalsWords() throws Exception {
        hub.offer(List.of(
                event("abnormal-exit", "ended with exit code 1 after 8 s", false),
                event("killed", "killed by the kernel for its memory; starts again 0.1 s later", false),
                event("host", "its clock was set", false),
                event("gave-up", "exit code 1, 4 times", false),
                event("gave-up", "agent run error(unexpected):stop supervisor: x", true),
                event("abnormal-exit", "run agent error: fork/exec x", true),
                event("abnormal-exit", "Agent a does not start: there is no /a/b, or no interpreter for it", false),
                event("killed", "killed by the kernel for its memory", false),
                told(
                        Kind.EVENT,
                        "",
                        Map.of("type", "host", "detail", "quit according to signal 'terminated'\n"),
                        Map.of())));

        await().until(() -> bodies.size() == 6);
        assertThat(paths.subList(0, 5)).containsOnly("/api/v2/instance/" + ID + "/dt_agent_error");
        assertThat(paths.get(5)).isEqualTo("/api/v2/instance/" + AgentIds.NIL + "/dt_agent_error");
        assertThat(document(0).path("errstr").asText())
                .isEqualTo("agent异常退出:agent run error(unexpected):stop supervisor: " + ID);
        assertThat(document(1).path("errstr").asText())
                .isEqualTo("agent异常退出:agent run error(unexpected):stop supervisor: x");
        assertThat(document(2).path("errstr").asText()).isEqualTo("agent异常退出:run agent error: fork/exec x");
        assertThat(document(3).path("errstr").asText())
                .isEqualTo("agent异常退出:run agent error: fork/exec /a/b: no such file or directory");
        assertThat(document(4).path("errstr").asText())
                .isEqualTo("agent异常退出:agent run error(unexpected):stop supervisor: " + ID
                        + ": killed by the kernel for its memory");
        assertThat(document(5).path("errstr").asText()).isEqualTo("agent异常退出:quit according to signal 'terminated'\n");
    }

    @Test
    void healthIsToldOfEachCheckAndWithoutAFieldWhenItIsGood() throws Exception {
        hub.offer(List.of(
                event("unhealthy", "", false),
                told(Kind.HEALTH_CHECK, ID, Map.of(), Map.of("failed", 1)),
                told(Kind.HEALTH_CHECK, ID, Map.of(), Map.of("failed", 0)),
                event("healthy", "", false)));

        await().until(() -> bodies.size() == 4);
        assertThat(paths).containsOnly("/api/v2/instance/" + ID + "/dt_agent_health_check");
        assertThat(document(0).path("failed").asBoolean()).isTrue();
        assertThat(document(1).path("failed").asBoolean()).isTrue();
        assertThat(document(2).has("failed")).isFalse();
        assertThat(document(3).has("failed")).isFalse();
    }

    @Test
    void whatTheReceiverRefusesKeepsNothingElseWaiting() {
        status = 500;
        hub.offer(List.of(event("healthy", "", false), event("unhealthy", "", false)));
        await().until(() -> PublisherFixtures.value(hub, "refused_total") == 2);

        status = 200;
        hub.offer(List.of(event("gave-up", "", false)));

        await().until(() -> bodies.size() == 1);
        assertThat(faults).as("the fault happened").hasValue(2);
    }

    @Test
    void whatMayBeBetterLaterIsSentAgainFromThereOn() {
        status = 503;
        hub.offer(List.of(event("healthy", "", false), event("unhealthy", "", false)));
        await().until(() -> faults.get() > 1);

        status = 200;

        await().until(() -> bodies.size() == 2);
        assertThat(PublisherFixtures.value(hub, "refused_total")).isZero();
    }

    @Test
    void aStoreThatCannotBeReadNowIsAskedAgain() {
        unreadable = new IllegalStateException("closed");
        hub.offer(List.of(event("healthy", "", false)));
        await().until(() -> faults.get() > 6);

        unreadable = null;

        await().until(() -> bodies.size() == 1);
    }

    @Test
    void jobsAndStatesAreNotTheirs() {
        hub.offer(List.of(
                told(Kind.JOB, "web", Map.of(), Map.of()),
                told(Kind.AGENT_STATE, "web", Map.of(), Map.of()),
                event("healthy", "", false)));

        await().until(() -> bodies.size() == 1);
        assertThat(PublisherFixtures.value(hub, "offered_total")).isEqualTo(1);
    }
}
