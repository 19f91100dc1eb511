package org.bootagent.booter.publish.kafka;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.Publisher;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Publishes to a topic of Kafka; all of one host to one partition, in order. */
@Component(configurationPid = "org.bootagent.booter.publish.kafka", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KafkaPublisher.Config.class)
public final class KafkaPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: Kafka")
    @interface Config {
        @AttributeDefinition(description = "Name among the publishers")
        String name() default "kafka";

        @AttributeDefinition(description = "Brokers to begin with, HOST:PORT,HOST:PORT")
        String servers() default "";

        @AttributeDefinition(description = "The topic; {kind} is put in")
        String topic() default "booter";

        @AttributeDefinition(description = "none or gzip")
        String compression() default "gzip";

        @AttributeDefinition(description = "How Booter names itself to the brokers")
        String clientId() default "booter";

        @AttributeDefinition(description = "Whether to speak TLS")
        boolean tls() default false;

        @AttributeDefinition(description = "PEM file with the authorities of the brokers; implies TLS")
        String caFile() default "";

        @AttributeDefinition(description = "File with more properties of Kafka's producer, such as those with secrets")
        String propertiesFile() default "";

        @AttributeDefinition(description = "Longest wait for the brokers, 1 to 3600")
        int timeoutSeconds() default 30;
    }

    private final String name;
    private final Topic topic;

    @Activate
    public KafkaPublisher(Config config, Map<String, Object> properties) {
        this(config.name(), config.topic(), ProducerSettings.of(config, settings(properties)));
    }

    KafkaPublisher(String name, String topic, Properties settings) {
        this.name = name;
        this.topic = new Topic(topic, settings);
    }

    private static PublishSettings settings(Map<String, Object> properties) {
        return PublishSettings.of((String) properties.get("service.pid"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        topic.send(batch);
    }

    @Deactivate
    void close() {
        topic.close();
    }
}
