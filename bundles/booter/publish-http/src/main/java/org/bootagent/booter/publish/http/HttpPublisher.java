package org.bootagent.booter.publish.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.client.HttpSink;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Posts publications as JSON. */
@Component(configurationPid = "org.bootagent.booter.publish.http", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HttpPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: JSON over HTTP")
    @interface Config {
        @AttributeDefinition(description = "Name among the publishers")
        String name() default "http";

        @AttributeDefinition(description = "json: one array; ndjson: an object a line")
        String format() default "json";

        @AttributeDefinition(description = "File with the key that signs each body (X-Booter-Signature); empty: none")
        String hmacFile() default "";
    }

    private final String name;
    private final Body format;
    private final Signature signature;
    private final HttpSink sink;

    @Activate
    public HttpPublisher(Config config, HttpConfig http) {
        this(
                config.name(),
                Body.of(PublishSettings.of(http.service_pid()), config.format()),
                new Signature(PublishSettings.of(http.service_pid()).readable("hmacFile", config.hmacFile())),
                new HttpSink(http));
    }

    HttpPublisher(String name, Body format, Signature signature, HttpSink sink) {
        this.name = name;
        this.format = format;
        this.signature = signature;
        this.sink = sink;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        byte[] body = format.write(batch).getBytes(StandardCharsets.UTF_8);
        sink.post("", format.mediaType(), body, signed(body)).required();
    }

    private Map<String, String> signed(byte[] body) throws PublishException {
        try {
            return signature.headers(body);
        } catch (IOException e) {
            throw PublishException.retryable("the key to sign with cannot be read: " + e.getMessage(), e);
        }
    }

    @Deactivate
    void close() {
        sink.close();
    }
}
