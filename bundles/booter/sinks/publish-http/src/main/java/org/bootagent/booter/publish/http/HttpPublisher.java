package org.bootagent.booter.publish.http;

import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Posts publications over HTTP. */
@Component(configurationPid = "org.bootagent.booter.publish.http", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HttpPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: JSON over HTTP")
    @interface Config {
        @AttributeDefinition(description = "Name of the publisher, unique in this Booter")
        String name() default "http";

        @AttributeDefinition(
                description = "json: one array; ndjson: one object a line; easyagent: as EasyAgent's server posts")
        String format() default "json";

        @AttributeDefinition(description = "File with the key that signs each body (X-Booter-Signature); empty: none")
        String hmacFile() default "";
    }

    private static final String EASYAGENT = "easyagent";

    private final String name;
    private final Format format;
    private final HttpSink sink;

    @Activate
    public HttpPublisher(Config config, HttpConfig http, @Reference AgentIds ids) {
        this(config, PublishSettings.of(http.service_pid()), new HttpSink(http), ids);
    }

    private HttpPublisher(Config config, PublishSettings settings, HttpSink sink, AgentIds ids) {
        this(config.name(), format(config, settings, sink, ids), sink);
    }

    HttpPublisher(String name, Format format, HttpSink sink) {
        this.name = name;
        this.format = format;
        this.sink = sink;
    }

    private static Format format(Config config, PublishSettings settings, HttpSink sink, AgentIds ids) {
        var signature = new Signature(settings.readable("hmacFile", config.hmacFile()));
        return config.format().equalsIgnoreCase(EASYAGENT)
                ? new EasyAgentPosts(sink, signature, ids)
                : new Batches(Body.of(settings, config.format()), signature, sink);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takes(Publication.Kind kind) {
        return format.takes(kind);
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        format.send(batch);
    }

    @Deactivate
    void close() {
        sink.close();
    }
}
