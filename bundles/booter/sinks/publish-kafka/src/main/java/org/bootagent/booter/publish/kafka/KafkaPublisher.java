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

/** Publishes to a Kafka topic; the publications of a host go to one partition, in order. */
@Component(configurationPid = "org.bootagent.booter.publish.kafka", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KafkaPublisher.Config.class)
public final class KafkaPublisher implements Publisher {

    @ObjectClassDefinition(name = "Booter: Kafka")
    @interface Config {
        @AttributeDefinition(description = "Name of the publisher, unique in this Booter")
        String name() default "kafka";

        @AttributeDefinition(description = "Bootstrap brokers, HOST:PORT,HOST:PORT")
        String servers() default "";

        @AttributeDefinition(description = "The topic; {kind} is replaced")
        String topic() default "booter";

        @AttributeDefinition(description = "Compression: none or gzip")
        String compression() default "gzip";

        @AttributeDefinition(description = "Client id that Booter sends to the brokers")
        String clientId() default "booter";

        @AttributeDefinition(description = "Whether to use TLS")
        boolean tls() default false;

        @AttributeDefinition(description = "PEM file of the authorities to trust; implies TLS")
        String caFile() default "";

        @AttributeDefinition(description = "File with additional properties of Kafka's producer, such as secrets")
        String propertiesFile() default "";

        @AttributeDefinition(description = "Longest wait for the brokers in seconds, 1 to 3600")
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
