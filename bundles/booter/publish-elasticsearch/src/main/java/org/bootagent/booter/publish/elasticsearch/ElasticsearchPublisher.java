package org.bootagent.booter.publish.elasticsearch;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.client.HttpSink;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Publishes to Elasticsearch with its bulk interface. */
@Component(
        configurationPid = "org.bootagent.booter.publish.elasticsearch",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ElasticsearchPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: Elasticsearch")
    @interface Config {
        @AttributeDefinition(description = "Name among the publishers")
        String name() default "elasticsearch";

        @AttributeDefinition(description = "Name of the index or data stream; {kind} and {date} are put in")
        String index() default "booter-{kind}-{date}";
    }

    private final String name;
    private final Bulk bulk;
    private final HttpSink sink;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public ElasticsearchPublisher(Config config, HttpConfig http) {
        this(config.name(), config.index(), new HttpSink(http));
    }

    ElasticsearchPublisher(String name, String index, HttpSink sink) {
        this.name = name;
        this.bulk = new Bulk(index);
        this.sink = sink;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        var answer = sink.post("/_bulk", "application/x-ndjson", bulk.body(batch, clock.instant()), Map.of());
        BulkReply.check(answer.required(), batch);
    }

    @Deactivate
    void close() {
        sink.close();
    }
}
