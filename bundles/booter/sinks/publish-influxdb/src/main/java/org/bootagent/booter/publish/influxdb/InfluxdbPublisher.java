package org.bootagent.booter.publish.influxdb;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.Answer;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.client.HttpSink;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Publishes to InfluxDB in its line protocol: to a bucket (2.x and later) or to a database (1.x). */
@Component(
        configurationPid = "org.bootagent.booter.publish.influxdb",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class InfluxdbPublisher implements Publisher {
    private static final int WRITTEN = 204;
    private static final Pattern DROPPED = Pattern.compile("partial write:.*dropped=([0-9]{1,9})", Pattern.DOTALL);

    @ObjectClassDefinition(name = "Booter: InfluxDB")
    @interface Config {
        @AttributeDefinition(description = "Name of the publisher, unique in this Booter")
        String name() default "influxdb";

        @AttributeDefinition(description = "Database (1.x); not used if there is a bucket")
        String database() default "booter";

        @AttributeDefinition(description = "Retention policy of the database; empty: its default")
        String retentionPolicy() default "";

        @AttributeDefinition(description = "Bucket (2.x); the token is in headersFile: Authorization: Token …")
        String bucket() default "";

        @AttributeDefinition(description = "Organization of the bucket")
        String org() default "";

        @AttributeDefinition(description = "Prefix of each measurement's name")
        String prefix() default "booter_";
    }

    private final String name;
    private final String path;
    private final LineProtocol protocol;
    private final HttpSink sink;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public InfluxdbPublisher(Config config, HttpConfig http) {
        this(config.name(), path(PublishSettings.of(http.service_pid()), config), config.prefix(), new HttpSink(http));
    }

    InfluxdbPublisher(String name, String path, String prefix, HttpSink sink) {
        this.name = name;
        this.path = path;
        this.protocol = new LineProtocol(prefix);
        this.sink = sink;
    }

    /**
     * Returns the path.
     *
     * @throws IllegalArgumentException if only one of bucket and organization is set: no server would accept anything
     */
    static String path(PublishSettings settings, Config config) {
        if (!config.bucket().isEmpty() && config.org().isEmpty()) {
            throw settings.wrong(
                    "bucket", config.bucket(), "must go with " + settings.name("org") + ", which is empty");
        }
        if (config.bucket().isEmpty() && !config.org().isEmpty()) {
            throw settings.wrong("org", config.org(), "must go with " + settings.name("bucket") + ", which is empty");
        }
        return config.bucket().isEmpty()
                ? database(config.database(), config.retentionPolicy())
                : bucket(config.org(), config.bucket());
    }

    static String database(String database, String retentionPolicy) {
        String policy = retentionPolicy.isEmpty() ? "" : "&rp=" + encoded(retentionPolicy);
        return "/write?precision=ns&db=" + encoded(database) + policy;
    }

    static String bucket(String org, String bucket) {
        return "/api/v2/write?precision=ns&org=" + encoded(org) + "&bucket=" + encoded(bucket);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        byte[] body = protocol.lines(batch, clock.instant()).getBytes(StandardCharsets.UTF_8);
        Answer answer = sink.post(path, "text/plain; charset=utf-8", body, Map.of());
        var dropped = DROPPED.matcher(answer.body());
        if (answer.status() == 400 && dropped.find()) {
            int points = Math.min(batch.size(), Integer.parseInt(dropped.group(1)));
            throw PublishException.partly(List.of(), points, answer.retryAfter(), answer.text());
        }
        if (answer.required().status() != WRITTEN) {
            throw PublishException.retryAfter(
                    answer.retryAfter(), "not an InfluxDB, which answers 204 to what it has written: " + answer.text());
        }
    }

    @Deactivate
    void close() {
        sink.close();
    }
}
