package org.bootagent.booter.publish.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.Answer;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.wire.Json;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Publishes figures to an OpenTelemetry collector: OTLP over HTTP, in JSON. */
@Component(configurationPid = "org.bootagent.booter.publish.otlp", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class OtlpPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: OpenTelemetry")
    @interface Config {
        @AttributeDefinition(description = "Name of the publisher, unique in this Booter")
        String name() default "otlp";

        @AttributeDefinition(description = "Path of the collector for metrics, after its url")
        String path() default "/v1/metrics";
    }

    private final String name;
    private final String path;
    private final HttpSink sink;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public OtlpPublisher(Config config, HttpConfig http) {
        this(config.name(), config.path(), new HttpSink(http));
    }

    OtlpPublisher(String name, String path, HttpSink sink) {
        this.name = name;
        this.path = path;
        this.sink = sink;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        Answer answer = sink.post(path, "application/json", body(batch), Map.of());
        requireCollector(answer.required());
        int refused = Metrics.refused(batch, rejected(answer));
        if (refused > 0) {
            throw PublishException.partly(List.of(), refused, answer.retryAfter(), answer.text());
        }
    }

    private byte[] body(List<Publication> batch) {
        try {
            return Json.MAPPER.writeValueAsBytes(Metrics.request(batch, clock.instant()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** Checks that a collector answered. An empty reply or a web page comes from something in between, and nothing was taken. */
    private static void requireCollector(Answer answer) throws PublishException {
        if (!answer.body().isBlank() && !answer.body().strip().startsWith("{")) {
            throw PublishException.retryAfter(
                    answer.retryAfter(), "not an OTLP collector, which answers in JSON: " + answer.text());
        }
    }

    /** Returns the number of rejected points: a collector that takes only a part still says 200. A long answer, which is truncated, yields 0. */
    private static long rejected(Answer answer) {
        try {
            return Json.MAPPER
                    .readTree(answer.body())
                    .path("partialSuccess")
                    .path("rejectedDataPoints")
                    .asLong();
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    @Deactivate
    void close() {
        sink.close();
    }
}
