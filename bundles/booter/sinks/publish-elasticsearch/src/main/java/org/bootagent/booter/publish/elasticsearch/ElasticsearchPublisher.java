package org.bootagent.booter.publish.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** Publishes to Elasticsearch through its bulk interface. */
@Component(
        configurationPid = "org.bootagent.booter.publish.elasticsearch",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ElasticsearchPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: Elasticsearch")
    @interface Config {
        @AttributeDefinition(description = "Name of the publisher, unique in this Booter")
        String name() default "elasticsearch";

        @AttributeDefinition(
                description =
                        "Name of the index or data stream; {kind} and {date} are replaced; empty: booter-{kind}-{date}, or"
                                + " that of EasyAgent's server")
        String index() default "";

        @AttributeDefinition(description = "booter: our documents; easyagent: those of EasyAgent's server")
        String format() default "booter";
    }

    private static final byte[] NO_SETTINGS = "{}".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final Documents documents;
    private final boolean makesIndexes;
    private final HttpSink sink;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public ElasticsearchPublisher(Config config, HttpConfig http, @Reference AgentIds ids) {
        this(config.name(), documents(config, PublishSettings.of(http.service_pid()), ids), new HttpSink(http));
    }

    ElasticsearchPublisher(String name, Documents documents, HttpSink sink) {
        this.name = name;
        this.documents = documents;
        this.makesIndexes = documents instanceof EasyAgentDocuments;
        this.sink = sink;
    }

    private static Documents documents(Config config, PublishSettings settings, AgentIds ids) {
        return switch (config.format()) {
            case "booter" -> new OwnDocuments(config.index().isEmpty() ? OwnDocuments.INDEX : config.index());
            case "easyagent" ->
                new EasyAgentDocuments(config.index().isEmpty() ? EasyAgentDocuments.INDEX : config.index(), ids);
            default -> throw settings.wrong("format", config.format(), "must be booter or easyagent");
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takes(Publication.Kind kind) {
        return documents.takes(kind);
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        var sent = documents.of(batch, clock.instant());
        if (sent.isEmpty()) {
            return;
        }
        var answer = sink.post("/_bulk", "application/x-ndjson", Bulk.body(sent), Map.of());
        var reply = BulkReply.of(answer.required(), sent);
        if (makesIndexes) {
            makeIndexes(reply.missing());
        }
        reply.check();
    }

    /** Creates missing indexes, as EasyAgent's server does where writing does not create them. Their documents are sent again. */
    private void makeIndexes(Set<String> missing) throws PublishException, InterruptedException {
        for (String index : missing) {
            sink.put("/" + index, "application/json", NO_SETTINGS);
        }
    }

    @Deactivate
    void close() {
        sink.close();
    }
}
