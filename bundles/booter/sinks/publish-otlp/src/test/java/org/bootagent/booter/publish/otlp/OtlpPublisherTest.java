package org.bootagent.booter.publish.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.FakeSink;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a stand-in for a collector that reads strictly, with the protocol's own messages. */
@Timeout(300)
class OtlpPublisherTest {
    private static final Instant MOMENT = Instant.parse("2026-03-01T10:00:00.123Z");

    @TempDir
    Path directory;

    private final List<ExportMetricsServiceRequest> requests = new CopyOnWriteArrayList<>();
    private volatile String malformed = "";
    private volatile FakeSink.Service fault = (exchange, body) -> {};
    private FakeSink collector;
    private Hub hub;

    @BeforeEach
    void open() throws IOException {
        collector = new FakeSink(this::take);
        hub = PublisherFixtures.hub(directory.resolve("spool"));
        hub.add(new OtlpPublisher(
                "otlp", "/v1/metrics", new HttpSink(PublisherFixtures.http(collector.url(), Map.of()))));
    }

    @AfterEach
    void close() {
        hub.close();
        collector.close();
        assertThat(malformed).isEmpty();
    }

    private void take(HttpExchange exchange, String body) throws IOException {
        fault.answer(exchange, body);
        if (exchange.getResponseCode() >= 0) {
            return;
        }
        if (!exchange.getRequestURI().toString().equals("/v1/metrics")
                || !"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            malformed = exchange.getRequestURI() + " " + exchange.getRequestHeaders();
        }
        var request = ExportMetricsServiceRequest.newBuilder();
        try {
            JsonFormat.parser().merge(body, request);
        } catch (IOException e) {
            malformed = e.getMessage();
        }
        requests.add(request.build());
        FakeSink.answer(exchange, 200, "{}");
    }

    @Test
    void aHostIsAResourceAndAFigureAGauge() {
        hub.offer(List.of(usage(1), usage(2)));

        await().until(() -> points() == 4);
        var resource = requests.get(0).getResourceMetrics(0);
        var attributes = new TreeMap<String, String>();
        resource.getResource()
                .getAttributesList()
                .forEach(one -> attributes.put(one.getKey(), one.getValue().getStringValue()));
        assertThat(attributes)
                .containsEntry("host.id", PublisherFixtures.SN)
                .containsEntry("host.name", "web-1")
                .containsEntry("host.tag.svc", "ecs");
        assertThat(resource.getScopeMetrics(0).getMetricsList())
                .extracting(Metric::getName)
                .containsExactlyInAnyOrder("booter.usage-agent.cpu", "booter.usage-agent.memory");
        NumberDataPoint point = metric(resource.getScopeMetrics(0).getMetricsList(), "booter.usage-agent.memory")
                .getGauge()
                .getDataPoints(0);
        assertThat(point.getAsInt()).isEqualTo(9_007_199_254_740_993L);
        assertThat(point.getTimeUnixNano() / 1_000_000).isEqualTo(1_772_359_200_001L);
        assertThat(point.getAttributes(0).getKey()).isEqualTo("agent");
        assertThat(metric(resource.getScopeMetrics(0).getMetricsList(), "booter.usage-agent.cpu")
                        .getGauge()
                        .getDataPoints(1)
                        .getAsDouble())
                .isEqualTo(0.25);
    }

    @Test
    void aPageOfSomebodyInBetweenIsNoSuccess() {
        fault = (exchange, body) -> FakeSink.answer(exchange, 200, "<html>log in</html>");
        hub.offer(List.of(usage(1)));

        await().until(() -> PublisherFixtures.value(hub, "retries_total") > 0);
        assertThat(PublisherFixtures.value(hub, "sent_total")).isZero();
        fault = (exchange, body) -> {};
        await().until(() -> points() == 2);
    }

    @Test
    void nothingIsLostWhenTheCollectorIsKilledAndRevivedUnderLoad() throws Exception {
        for (int n = 0; n < 2000; n += 100) {
            for (int i = n; i < n + 100; i++) {
                hub.offer(List.of(usage(i)));
            }
            if (n == 1000) {
                collector.kill();
                double retries = PublisherFixtures.value(hub, "retries_total");
                await().until(() -> PublisherFixtures.value(hub, "retries_total") > retries);
                collector.revive();
            }
        }

        await().until(() -> PublisherFixtures.value(hub, "sent_total") == 2000);
        assertThat(points()).isGreaterThanOrEqualTo(4000);
    }

    @Test
    void whatTheCollectorRejectsIsCountedInPublications() {
        // Each has two points: all of one, and one of a second.
        fault = rejecting("3");
        hub.offer(List.of(usage(1), usage(2), usage(3)));

        await().until(() -> PublisherFixtures.value(hub, "refused_total") > 0);
        assertThat(PublisherFixtures.value(hub, "refused_total")).isEqualTo(2);
        assertThat(PublisherFixtures.value(hub, "sent_total")).isEqualTo(1);
        assertThat(PublisherFixtures.value(hub, "retries_total")).isZero();
    }

    @Test
    void noMoreIsRefusedThanWasSent() {
        fault = rejecting("9000000000");
        hub.offer(List.of(usage(1), usage(2)));

        await().until(() -> PublisherFixtures.value(hub, "refused_total") > 0);
        assertThat(PublisherFixtures.value(hub, "refused_total")).isEqualTo(2);
        assertThat(PublisherFixtures.value(hub, "sent_total")).isZero();
    }

    private static FakeSink.Service rejecting(String points) {
        return (exchange, body) -> FakeSink.answer(
                exchange,
                200,
                "{\"partialSuccess\":{\"rejectedDataPoints\":\"" + points + "\",\"errorMessage\":\"too old\"}}");
    }

    @Test
    void whatEndsInOneMillisecondIsNotOnePointButTheSameSentTwiceIs() {
        hub.offer(List.of(ended("a", MOMENT), ended("b", MOMENT)));
        await().until(() -> points() == 2);
        hub.offer(List.of(ended("a", MOMENT)));
        await().until(() -> points() == 3);

        var times = times();
        assertThat(times).hasSize(2);
        assertThat(times).allMatch(nanos -> nanos / 1_000_000 == MOMENT.toEpochMilli());
    }

    @Test
    void aClockThatIsOffByCenturiesDoesNotKeepTheOthersFromBeingTaken() {
        var before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        hub.offer(List.of(
                ended("a", Instant.parse("9999-01-01T00:00:00Z")),
                ended("b", MOMENT),
                ended("c", Instant.parse("1066-01-01T00:00:00Z"))));

        await().until(() -> points() == 3);
        var times =
                times().stream().map(nanos -> Instant.EPOCH.plusNanos(nanos)).toList();
        assertThat(times.get(0)).isBetween(Instant.EPOCH, Instant.EPOCH.plusMillis(1));
        assertThat(times.get(2))
                .as("when it was sent")
                .isBetween(before, Instant.now().plusMillis(1));
    }

    private Set<Long> times() {
        var times = new TreeSet<Long>();
        for (var request : requests) {
            for (var metric : request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
                metric.getGauge().getDataPointsList().forEach(point -> times.add(point.getTimeUnixNano()));
            }
        }
        return times;
    }

    private static Publication ended(String id, Instant time) {
        var texts = Map.of("action", "install", "status", "success");
        return new Publication(
                id, time, Publication.Kind.JOB, PublisherFixtures.SN, "web-1", "web", Map.of(), texts, Map.of());
    }

    @Test
    void anEventIsOneAndItsWordsDoNotMakeSeries() {
        hub.offer(List.of(new Publication(
                "e",
                Instant.EPOCH,
                Publication.Kind.EVENT,
                PublisherFixtures.SN,
                "web-1",
                "",
                Map.of(),
                Map.of("type", "abnormal-exit", "detail", "with code 17"),
                Map.of())));

        await().until(() -> points() == 1);
        assertThat(requests.get(0).toString()).contains("abnormal-exit").doesNotContain("with code 17");
    }

    private long points() {
        return requests.stream()
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .mapToLong(metric -> metric.getGauge().getDataPointsCount())
                .sum();
    }

    private static Metric metric(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Publication usage(int n) {
        return new Publication(
                "u" + n,
                Instant.parse("2026-03-01T10:00:00Z").plusMillis(n),
                Publication.Kind.USAGE_AGENT,
                PublisherFixtures.SN,
                "web-1",
                "web",
                Map.of("svc", "ecs"),
                Map.of(),
                Map.of("cpu", 0.25, "memory", 9_007_199_254_740_993L));
    }
}
