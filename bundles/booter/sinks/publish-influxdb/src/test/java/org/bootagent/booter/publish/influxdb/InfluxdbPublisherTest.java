package org.bootagent.booter.publish.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.FakeSink;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against the real server. */
@Timeout(300)
class InfluxdbPublisherTest {
    @TempDir
    Path directory;

    @Test
    void nothingIsLostOrThereTwiceWhenTheServerIsKilledAndRevivedUnderLoad() throws Exception {
        try (var server = new Influxd(directory.resolve("influxdb"));
                var hub = PublisherFixtures.hub(directory.resolve("spool"))) {
            // Nobody has made the database yet: what is sent meanwhile waits for it.
            var publisher = publisher(server.url(), InfluxdbPublisher.database("booter", ""));
            hub.add(publisher);
            hub.offer(PublisherFixtures.some(0, 100));
            await().until(() -> PublisherFixtures.value(hub, "retries_total") > 0);
            server.ask("CREATE DATABASE booter");
            for (int n = 100; n < 5000; n += 100) {
                hub.offer(PublisherFixtures.some(n, n + 100));
                if (n % 2000 == 0) {
                    killAndRevive(server, hub, n);
                }
            }
            await().atMost(Duration.ofMinutes(5)).until(() -> PublisherFixtures.value(hub, "spooled") == 0);

            assertThat(server.ask("SELECT count(n) FROM booter_event")).isEqualTo("5000");
            assertThat(server.ask("SELECT count(distinct(n)) FROM booter_event"))
                    .isEqualTo("5000");
            assertThat(server.ask("SELECT detail FROM booter_event WHERE svc = 'ecs' AND agentsn = '"
                            + PublisherFixtures.SN + "'"))
                    .isEqualTo("said \"no\", then C:\\ ended");
            assertThat(PublisherFixtures.value(hub, "refused_total")).isZero();
            publisher.close();
        }
    }

    private static void killAndRevive(Influxd server, Hub hub, int n) throws Exception {
        server.kill();
        double retries = PublisherFixtures.value(hub, "retries_total");
        hub.offer(PublisherFixtures.some(n, n + 1));
        await().until(() -> PublisherFixtures.value(hub, "retries_total") > retries);
        server.start();
    }

    @Test
    void pointsOutsideOfWhatIsKeptAreCountedAndTheRestIsThere() throws Exception {
        try (var server = new Influxd(directory.resolve("influxdb"));
                var hub = PublisherFixtures.hub(directory.resolve("spool"))) {
            server.ask("CREATE DATABASE booter WITH DURATION 1d");
            var publisher = publisher(server.url(), InfluxdbPublisher.database("booter", "autogen"));
            hub.add(publisher);
            hub.offer(List.of(
                    at(Instant.now()),
                    PublisherFixtures.one(1),
                    at(Instant.now().minusMillis(5))));

            await().until(() -> PublisherFixtures.value(hub, "refused_total") == 1);
            assertThat(PublisherFixtures.value(hub, "sent_total")).isEqualTo(2);
            assertThat(server.ask("SELECT count(present) FROM booter_agent_state"))
                    .isEqualTo("2");
            publisher.close();
        }
    }

    @Test
    void aBucketIsWrittenWithTheTokenOfItsFile() throws Exception {
        var requests = new CopyOnWriteArrayList<String>();
        Path headers = Files.writeString(directory.resolve("headers"), "Authorization: Token s3cret\n");
        try (var server = new FakeSink((exchange, body) -> {
                    requests.add(exchange.getRequestURI() + " "
                            + exchange.getRequestHeaders().getFirst("Authorization"));
                    FakeSink.answer(exchange, 204, "");
                });
                var hub = PublisherFixtures.hub(directory.resolve("spool"))) {
            var sink = new HttpSink(PublisherFixtures.http(server.url(), Map.of("headersFile", headers.toString())));
            var publisher = new InfluxdbPublisher("influxdb", InfluxdbPublisher.bucket("my org", "fleet"), "", sink);
            hub.add(publisher);
            hub.offer(PublisherFixtures.some(0, 1));

            await().until(() -> PublisherFixtures.value(hub, "sent_total") == 1);
            assertThat(requests).containsExactly("/api/v2/write?precision=ns&org=my+org&bucket=fleet Token s3cret");
            publisher.close();
        }
    }

    @Test
    void aBucketAndItsOrganizationGoTogether() {
        var settings = new PublishSettings("booter.publish.influxdb");
        assertThatThrownBy(() -> InfluxdbPublisher.path(settings, config(Map.of("bucket", "fleet"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "booter.publish.influxdb/bucket is 'fleet', must go with booter.publish.influxdb/org, which is empty");
        assertThatThrownBy(() -> InfluxdbPublisher.path(settings, config(Map.of("org", "ops"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "booter.publish.influxdb/org is 'ops', must go with booter.publish.influxdb/bucket, which is empty");
        assertThat(InfluxdbPublisher.path(settings, config(Map.of("bucket", "fleet", "org", "ops"))))
                .isEqualTo("/api/v2/write?precision=ns&org=ops&bucket=fleet");
        assertThat(InfluxdbPublisher.path(settings, config(Map.of()))).isEqualTo("/write?precision=ns&db=booter");
    }

    private static InfluxdbPublisher.Config config(Map<String, Object> settings) {
        return (InfluxdbPublisher.Config) Proxy.newProxyInstance(
                InfluxdbPublisher.Config.class.getClassLoader(),
                new Class<?>[] {InfluxdbPublisher.Config.class},
                (proxy, method, args) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @Test
    void aPageOfSomebodyInBetweenIsNoSuccess() throws Exception {
        var behind = new AtomicBoolean();
        try (var server = new FakeSink((exchange, body) -> FakeSink.answer(
                        exchange, behind.get() ? 204 : 200, behind.get() ? "" : "<html>log in</html>"));
                var hub = PublisherFixtures.hub(directory.resolve("spool"))) {
            var publisher = publisher(server.url(), InfluxdbPublisher.database("booter", ""));
            hub.add(publisher);
            hub.offer(PublisherFixtures.some(0, 1));

            await().until(() -> PublisherFixtures.value(hub, "retries_total") > 0);
            assertThat(PublisherFixtures.value(hub, "sent_total")).isZero();
            behind.set(true);
            await().until(() -> PublisherFixtures.value(hub, "sent_total") == 1);
            publisher.close();
        }
    }

    @Test
    void whatTheProtocolCannotSayIsSaidOtherwise() {
        var protocol = new LineProtocol("booter_");
        var line = protocol.line(new Publication(
                "x",
                Instant.parse("9999-01-01T00:00:00Z"),
                Publication.Kind.USAGE_HOST,
                PublisherFixtures.SN,
                "a b,c=d\\",
                "",
                Map.of("time", "1", "empty", "", "k v", "line\nbreak"),
                Map.of("cpu", "text too"),
                Map.of("cpu", 0.5)));

        assertThat(line)
                .startsWith("booter_usage_host,agentsn=" + PublisherFixtures.SN
                        + ",hostname=a\\ b\\,c\\=d_,k\\ v=line\\ break " + "cpu=0.5,cpu_text=\"text too\" ");
        assertThat(TimeUnit.NANOSECONDS.toMillis(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))))
                .isZero();
    }

    private static Publication at(Instant time) {
        return new Publication(
                "t" + time.toEpochMilli(),
                time,
                Publication.Kind.AGENT_STATE,
                PublisherFixtures.SN,
                "web-1",
                "",
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static InfluxdbPublisher publisher(String url, String path) throws IOException {
        return new InfluxdbPublisher("influxdb", path, "booter_", new HttpSink(PublisherFixtures.http(url, Map.of())));
    }
}
