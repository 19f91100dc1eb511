package org.bootagent.booter.publish.pipeline;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.fleet.metrics.MetricSource;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publications;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.Publisher;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link Hub} as a service. */
@Component(
        configurationPid = {BooterConfig.PID, HubService.PID},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HubService implements Publications, MetricSource {
    static final String PID = "org.bootagent.booter.publish";

    @ObjectClassDefinition(name = "Booter: publishing")
    @interface Config {
        @AttributeDefinition(description = "Most publications in memory for each publisher")
        int queue() default 8192;

        @AttributeDefinition(description = "Most publications in one batch")
        int batch() default 500;

        @AttributeDefinition(description = "Most KiB in one batch")
        int batchKiB() default 1024;

        @AttributeDefinition(description = "Milliseconds that a batch waits for more publications; 0: none")
        int lingerMillis() default 1000;

        @AttributeDefinition(description = "Most MiB kept on disk for each publisher; the oldest are dropped first")
        int spoolMiB() default 256;

        @AttributeDefinition(description = "Longest wait in seconds before a failed sink is tried again")
        int retryLongestSeconds() default 60;
    }

    private final Hub hub;

    @Activate
    public HubService(BooterConfig booter, Config config) {
        hub = new Hub(Path.of(booter.home(), "publish"), limits(config), Clock.systemUTC());
    }

    /**
     * Reads the limits, whose bounds keep a typing error from asking for more memory than a host has.
     *
     * @throws IllegalArgumentException naming the setting that is out of bounds
     */
    static Limits limits(Config config) {
        var settings = PublishSettings.of(PID);
        return new Limits(
                settings.within("queue", config.queue(), 1, 1_000_000),
                settings.within("batch", config.batch(), 1, 100_000),
                settings.within("batchKiB", config.batchKiB(), 1, 1 << 20) << 10,
                Duration.ofMillis(settings.within("lingerMillis", config.lingerMillis(), 0, 600_000)),
                (long) settings.within("spoolMiB", config.spoolMiB(), 1, 1 << 24) << 20,
                Duration.ofMillis(500),
                Duration.ofSeconds(settings.within("retryLongestSeconds", config.retryLongestSeconds(), 1, 86_400)));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPublisher(Publisher publisher, Map<String, Object> properties) {
        // A third party's publisher may be configured by other means.
        String pid = String.valueOf(properties.getOrDefault("service.pid", properties.get("component.name")));
        hub.add(publisher, PublishSettings.of(pid).name("name"));
    }

    void removePublisher(Publisher publisher) {
        hub.remove(publisher);
    }

    @Override
    public boolean wanted() {
        return hub.wanted();
    }

    @Override
    public boolean wanted(Publication.Kind kind) {
        return hub.wanted(kind);
    }

    @Override
    public void offer(List<Publication> publications) {
        hub.offer(publications);
    }

    @Override
    public List<MetricFamily> metrics() {
        return hub.metrics();
    }

    @Deactivate
    void close() {
        hub.close();
    }
}
