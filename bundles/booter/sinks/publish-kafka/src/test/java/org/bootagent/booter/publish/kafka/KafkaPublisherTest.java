package org.bootagent.booter.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against the real broker. */
@Timeout(300)
class KafkaPublisherTest {
    private static final int ALL = 6000;

    @TempDir
    Path directory;

    @Test
    void nothingIsLostWhenTheBrokerIsKilledAndRevivedUnderLoad() throws Exception {
        try (var broker = new Broker(directory.resolve("kafka"));
                var hub = PublisherFixtures.hub(directory.resolve("spool"))) {
            var publisher = new KafkaPublisher("kafka", "fleet-{kind}", settings(broker));
            hub.add(publisher);
            for (int n = 0; n < ALL; n += 100) {
                hub.offer(PublisherFixtures.some(n, n + 100));
                if (n == 2000) {
                    killAndRevive(broker, hub, n);
                }
            }
            hub.offer(List.of(tooLarge(), ofTomorrow()));
            await().atMost(Duration.ofMinutes(5)).until(() -> PublisherFixtures.value(hub, "spooled") == 0);

            assertThat(PublisherFixtures.value(hub, "refused_total"))
                    .as("the one that is too large")
                    .isEqualTo(1);
            var records = read(broker);
            var ids = new TreeSet<String>();
            for (var record : records) {
                ids.add(Json.MAPPER.readTree(record.value()).path("id").asText());
            }
            assertThat(ids).hasSize(ALL + 1).contains("tomorrow");
            assertThat(records.size()).as("at least once: a batch or two again").isLessThan(ALL + 600);
            assertThat(records).allMatch(record -> record.key().equals(PublisherFixtures.SN));
            assertThat(records.stream().map(ConsumerRecord::partition).distinct())
                    .as("all of a host in one partition")
                    .hasSize(1);
            publisher.close();
        }
    }

    /** Kafka's producer waits for the broker at each record; for 100 records that exceeds this test's limit. */
    @Test
    void aBrokerThatIsAwayIsWaitedForOnceInABatch() throws Exception {
        try (var broker = new Broker(directory.resolve("kafka"));
                var topic = new Topic("fleet", oneRecordABatch(broker))) {
            await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> sends(topic, 0, 1));
            broker.kill();
            for (int n = 1; n < 5; n++) {
                int from = n * 100;
                assertThatThrownBy(() -> sends(topic, from, from + 100))
                        .isInstanceOfSatisfying(
                                PublishException.class,
                                e -> assertThat(e.again(PublisherFixtures.some(from, from + 100)))
                                        .hasSize(100));
            }
            broker.start();
            await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> sends(topic, 1, 500));
        }
    }

    private static boolean sends(Topic topic, int from, int to) throws Exception {
        topic.send(PublisherFixtures.some(from, to));
        return true;
    }

    private static Properties oneRecordABatch(Broker broker) {
        var settings = settings(broker);
        settings.put("batch.size", "1");
        return settings;
    }

    private static void killAndRevive(Broker broker, Hub hub, int n) throws Exception {
        await().atMost(Duration.ofMinutes(5)).until(() -> PublisherFixtures.value(hub, "sent_total") > 0);
        broker.kill();
        double retries = PublisherFixtures.value(hub, "retries_total");
        hub.offer(PublisherFixtures.some(n, n + 1));
        await().atMost(Duration.ofMinutes(5)).until(() -> PublisherFixtures.value(hub, "retries_total") > retries);
        broker.start();
    }

    private static Publication tooLarge() {
        var one = PublisherFixtures.one(1);
        var texts = Map.of("detail", "x".repeat(900_000) + "\u00e9".repeat(50_000));
        return new Publication(
                "large", one.time(), one.kind(), one.agentsn(), one.hostname(), one.agent(), Map.of(), texts, Map.of());
    }

    /** Returns a publication with a later time than a broker allows. */
    private static Publication ofTomorrow() {
        var one = PublisherFixtures.one(1);
        var time = Instant.now().plus(Duration.ofDays(1));
        return new Publication(
                "tomorrow", time, one.kind(), one.agentsn(), one.hostname(), one.agent(), Map.of(), Map.of(), Map.of());
    }

    private static Properties settings(Broker broker) {
        var settings = new Properties();
        settings.putAll(Map.of(
                "bootstrap.servers", broker.address(),
                "acks", "all",
                "enable.idempotence", "true",
                "compression.type", "gzip",
                "max.block.ms", "2000",
                "request.timeout.ms", "1000",
                "delivery.timeout.ms", "2000",
                "max.request.size", "900000"));
        return settings;
    }

    private static List<ConsumerRecord<String, byte[]>> read(Broker broker) {
        var settings = new Properties();
        settings.put("bootstrap.servers", broker.address());
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("fleet-event").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (records.size() < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }
}
