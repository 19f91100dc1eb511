package org.bootagent.booter.publish.testing;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.pipeline.Limits;

/** Publications for tests, and a hub without delays. */
public final class PublisherFixtures {
    public static final String SN = "0e0f3a1c-6d5b-4a53-9a3e-0123456789ab";

    private static final String PID = "org.bootagent.booter.publish.http~audit";

    private PublisherFixtures() {}

    public static Publication one(int n) {
        return new Publication(
                "n" + n,
                Instant.parse("2026-03-01T10:00:00Z").plusMillis(n),
                Publication.Kind.EVENT,
                SN,
                "web-1",
                "web",
                Map.of("svc", "ecs"),
                Map.of("type", "abnormal-exit", "detail", "said \"no\", then C:\\ ended"),
                Map.of("n", n, "load", n / 2.0));
    }

    public static Publication at(Instant time) {
        var one = one(1);
        return new Publication(
                one.id(),
                time,
                one.kind(),
                one.agentsn(),
                one.hostname(),
                one.agent(),
                one.tags(),
                one.texts(),
                one.numbers());
    }

    public static List<Publication> some(int from, int to) {
        return IntStream.range(from, to).mapToObj(PublisherFixtures::one).toList();
    }

    public static Hub hub(Path directory) {
        var limits = new Limits(
                100_000, 200, 1 << 20, Duration.ofMillis(5), 64 << 20, Duration.ofMillis(10), Duration.ofMillis(200));
        return new Hub(directory, limits, Clock.systemUTC());
    }

    public static double value(Hub hub, String family) {
        return hub.metrics().stream()
                .filter(one -> one.name().equals("booter_publish_" + family))
                .flatMap(one -> one.samples().stream())
                .mapToDouble(sample -> sample.value().doubleValue())
                .sum();
    }

    /** Returns the configuration of plain HTTP, compressed or not. */
    public static HttpConfig http(String url, Map<String, Object> settings) {
        return (HttpConfig) java.lang.reflect.Proxy.newProxyInstance(
                HttpConfig.class.getClassLoader(), new Class<?>[] {HttpConfig.class}, (proxy, method, args) -> {
                    if (method.getName().equals("url")) {
                        return url;
                    }
                    if (method.getName().equals("service_pid")) {
                        return PID;
                    }
                    return settings.getOrDefault(method.getName(), method.getDefaultValue());
                });
    }
}
