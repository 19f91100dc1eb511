package org.bootagent.booter.publish.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.FakeSink;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a stand-in that accepts only documented bulk requests. */
@Timeout(300)
class ElasticsearchPublisherTest {
    @TempDir
    Path directory;

    private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();
    private final AtomicInteger twice = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile FakeSink.Service fault = (exchange, body) -> {};
    private volatile int itemFault;
    private volatile String malformed = "";
    private FakeSink elastic;
    private Hub hub;
    private ElasticsearchPublisher publisher;

    @BeforeEach
    void open() throws IOException {
        elastic = new FakeSink(this::bulk);
        hub = PublisherFixtures.hub(directory.resolve("spool"));
        use(Map.of());
    }

    private void use(Map<String, Object> settings) {
        publisher = new ElasticsearchPublisher(
                "elasticsearch",
                new OwnDocuments(OwnDocuments.INDEX),
                new HttpSink(PublisherFixtures.http(elastic.url(), settings)));
        hub.add(publisher);
    }

    @AfterEach
    void close() {
        hub.close();
        publisher.close();
        elastic.close();
        assertThat(malformed).isEmpty();
    }

    @Test
    void createsEachDocumentUnderItsIdInTheIndexOfItsDay() {
        hub.offer(PublisherFixtures.some(0, 3));

        await().until(() -> documents.size() == 3);
        var document = documents.get("booter-event-2026.03.01/n1");
        assertThat(document.path("@timestamp").asText()).isEqualTo("2026-03-01T10:00:00.001Z");
        assertThat(document.path("agentsn").asText()).isEqualTo(PublisherFixtures.SN);
        assertThat(document.path("tags").path("svc").asText()).isEqualTo("ecs");
        assertThat(document.path("numbers").path("n").isIntegralNumber()).isTrue();
    }

    @Test
    void nothingIsLostOrThereTwiceWhenItIsKilledAndRevivedUnderLoad() throws Exception {
        for (int n = 0; n < 10_000; n += 100) {
            hub.offer(PublisherFixtures.some(n, n + 100));
            if (n % 2500 == 0) {
                int before = documents.size();
                await().until(() -> documents.size() > before);
                elastic.kill();
                faults.incrementAndGet();
                double retries = PublisherFixtures.value(hub, "retries_total");
                hub.offer(PublisherFixtures.some(n, n + 1));
                await().until(() -> PublisherFixtures.value(hub, "retries_total") > retries);
                elastic.revive();
            }
        }

        await().until(() -> documents.size() == 10_000 && PublisherFixtures.value(hub, "spooled") == 0);
        assertThat(faults).as("the fault happened").hasValue(4);
        assertThat(PublisherFixtures.value(hub, "refused_total")).isZero();
    }

    @Test
    void aReplyThatIsCutOffMeansTheSameBatchAgainAndNoSecondDocument() {
        fault = (exchange, body) -> {
            if (faults.getAndIncrement() < 2) {
                String reply = store(body);
                exchange.sendResponseHeaders(200, reply.length());
                exchange.getResponseBody().write(reply.substring(0, 20).getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                throw new IOException("cut off");
            }
        };
        hub.offer(PublisherFixtures.some(0, 10));

        await().until(() -> PublisherFixtures.value(hub, "sent_total") == 10);
        assertThat(documents).hasSize(10);
        assertThat(twice).as("the fault happened").hasValueGreaterThanOrEqualTo(10);
    }

    @Test
    void aReplyThatIsHalfAJsonMeansAgain() {
        fault = (exchange, body) -> {
            if (faults.getAndIncrement() == 0) {
                FakeSink.answer(exchange, 200, store(body).substring(0, 20));
            }
        };
        hub.offer(PublisherFixtures.some(0, 10));

        await().until(() -> PublisherFixtures.value(hub, "sent_total") == 10);
        assertThat(twice).hasValue(10);
    }

    @Test
    void waitsWhenItIsAskedToAndWhenItIsNotReady() {
        fault = (exchange, body) -> {
            int n = faults.getAndIncrement();
            if (n < 3) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                FakeSink.answer(exchange, n == 0 ? 429 : 503, "{\"error\":\"es_rejected_execution_exception\"}");
            }
        };
        hub.offer(PublisherFixtures.some(0, 10));

        await().until(() -> documents.size() == 10);
        assertThat(PublisherFixtures.value(hub, "retries_total")).isEqualTo(3);
    }

    @Test
    void oneDocumentsFailureIsItsOwn() {
        itemFault = 400;
        hub.offer(PublisherFixtures.some(0, 10));
        await().until(() -> PublisherFixtures.value(hub, "refused_total") == 1);
        assertThat(documents).hasSize(9);

        itemFault = 429;
        hub.offer(PublisherFixtures.some(10, 20));
        await().until(() -> PublisherFixtures.value(hub, "retries_total") > 1);
        assertThat(documents).hasSize(18).doesNotContainKey("booter-event-2026.03.01/n13");
        itemFault = 0;
        await().until(() -> documents.size() == 19);
        assertThat(twice).as("only what failed is sent again").hasValue(0);
    }

    @Test
    void aBodyThatIsTooLargeIsSentInParts() {
        fault = (exchange, body) -> {
            if (body.length() > 2000) {
                faults.incrementAndGet();
                FakeSink.answer(exchange, 413, "");
            }
        };
        hub.offer(PublisherFixtures.some(0, 100));

        await().until(() -> documents.size() == 100);
        assertThat(faults).hasPositiveValue();
    }

    @Test
    void aPasswordThatIsPutRightInItsFileIsUsed() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        hub.remove(publisher);
        publisher.close();
        use(Map.of("user", "booter", "passwordFile", password.toString()));
        fault = (exchange, body) -> {
            if (!"Basic Ym9vdGVyOnJpZ2h0".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                faults.incrementAndGet();
                FakeSink.answer(exchange, 401, "");
            }
        };
        hub.offer(PublisherFixtures.some(0, 1));
        await().until(() -> faults.get() > 0);
        assertThat(documents).isEmpty();

        Files.writeString(password, "right\n");

        await().until(() -> documents.size() == 1);
    }

    private void bulk(HttpExchange exchange, String body) throws IOException {
        fault.answer(exchange, body);
        if (exchange.getResponseCode() < 0) {
            check(exchange, body);
            FakeSink.answer(exchange, 200, store(body));
        }
    }

    private void check(HttpExchange exchange, String body) {
        expect(exchange.getRequestMethod().equals("POST"), "method");
        expect(exchange.getRequestURI().toString().equals("/_bulk"), "path");
        expect("application/x-ndjson".equals(exchange.getRequestHeaders().getFirst("Content-Type")), "media type");
        expect(body.endsWith("\n") && !body.contains("\n\n"), "lines");
    }

    private String store(String body) throws IOException {
        List<String> lines = body.lines().toList();
        ObjectNode reply = Json.MAPPER.createObjectNode().put("took", 1).put("errors", itemFault != 0);
        var items = reply.putArray("items");
        expect(lines.size() % 2 == 0, "two lines a document");
        for (int i = 0; i < lines.size(); i += 2) {
            JsonNode action = Json.MAPPER.readTree(lines.get(i));
            expect(action.size() == 1 && action.path("create").size() == 2, "action");
            String index = action.path("create").path("_index").asText();
            expect(index.matches("booter-[a-z-]+-[0-9]{4}\\.[0-9]{2}\\.[0-9]{2}"), "index " + index);
            String id = action.path("create").path("_id").asText();
            JsonNode document = Json.MAPPER.readTree(lines.get(i + 1));
            Instant.parse(document.path("@timestamp").asText());
            items.addObject().set("create", result(index, id, document));
        }
        return reply.toString();
    }

    private ObjectNode result(String index, String id, JsonNode document) {
        ObjectNode result = Json.MAPPER.createObjectNode().put("_index", index).put("_id", id);
        if (itemFault != 0 && id.endsWith("3")) {
            result.put("status", itemFault)
                    .putObject("error")
                    .put("type", "a_fault")
                    .put("reason", "of the test");
        } else if (documents.putIfAbsent(index + "/" + id, document) == null) {
            result.put("status", 201);
        } else {
            twice.incrementAndGet();
            result.put("status", 409).putObject("error").put("type", "version_conflict_engine_exception");
        }
        return result;
    }

    private void expect(boolean right, String what) {
        if (!right) {
            malformed = what;
        }
    }
}
