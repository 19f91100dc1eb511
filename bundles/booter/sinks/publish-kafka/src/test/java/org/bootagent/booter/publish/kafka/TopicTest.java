package org.bootagent.booter.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

/** Outcomes of records, from a producer without a broker. */
class TopicTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Faulty> producers = new ArrayList<>();
    private final Map<Long, KafkaException> faults = new HashMap<>();
    private final Topic topic = new Topic("fleet", this::producer, Clock.fixed(NOW, ZoneOffset.UTC));

    /** Fails records by their time. */
    private final class Faulty extends MockProducer<String, byte[]> {
        Faulty() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> sent) {
            var fault = faults.get(sent.timestamp());
            return fault == null ? super.send(sent) : CompletableFuture.failedFuture(fault);
        }
    }

    private Faulty producer() {
        producers.add(new Faulty());
        return producers.get(producers.size() - 1);
    }

    @Test
    void noRecordIsFromAfterNowButKeepsTheHostsTime() throws Exception {
        var ahead = PublisherFixtures.at(NOW.plusSeconds(86_400));
        topic.send(List.of(PublisherFixtures.at(NOW.minusSeconds(5)), ahead));

        var records = producers.get(0).history();
        assertThat(records)
                .extracting(ProducerRecord::timestamp)
                .containsExactly(NOW.minusSeconds(5).toEpochMilli(), NOW.toEpochMilli());
        assertThat(Json.MAPPER.readValue(records.get(1).value(), Publication.class))
                .isEqualTo(ahead);
    }

    @Test
    void whatIsWrongWithARecordForGoodIsGivenUp() {
        var batch = PublisherFixtures.some(0, 6);
        fail(batch.get(0), new InvalidTimestampException("too old"));
        fail(batch.get(1), new InvalidRecordException("no key"));
        fail(batch.get(2), new SerializationException("no text"));
        fail(batch.get(4), new RecordTooLargeException("too large"));

        var partly = catchThrowableOfType(PublishException.class, () -> topic.send(batch));

        assertThat(partly.again(batch)).isEmpty();
        assertThat(partly.refused(batch)).isEqualTo(4);
        assertThat(partly).hasMessageContaining("RecordTooLargeException: too large");
        assertThat(producers).as("not to blame").hasSize(1);
        assertThat(producers.get(0).history()).hasSize(2);
        assertThat(producers.get(0).closed()).isFalse();
    }

    @Test
    void whatMayBePutRightIsSentAgain() throws Exception {
        var batch = PublisherFixtures.some(0, 3);
        fail(batch.get(0), new InvalidTimestampException("too old"));
        fail(batch.get(1), new TopicAuthorizationException("not yet"));

        var partly = catchThrowableOfType(PublishException.class, () -> topic.send(batch));

        assertThat(partly.again(batch)).containsExactly(batch.get(1), batch.get(2));
        assertThat(partly.refused(batch)).isEqualTo(1);
        assertThat(partly)
                .hasMessageMatching(".*InvalidTimestampException: too old; .*TopicAuthorizationException: .*");
        assertThat(producers.get(0).closed()).isTrue();

        faults.clear();
        topic.send(partly.again(batch));
        assertThat(producers).as("replaced").hasSize(2);
        assertThat(producers.get(1).history()).hasSize(2);
    }

    @Test
    void aProducerThatOnlyWaitedTooLongIsKept() {
        var batch = PublisherFixtures.some(0, 1);
        fail(batch.get(0), new TimeoutException("no broker"));

        var partly = catchThrowableOfType(PublishException.class, () -> topic.send(batch));

        assertThat(partly.again(batch)).isEqualTo(batch);
        assertThat(producers.get(0).closed()).isFalse();
    }

    private void fail(Publication publication, KafkaException fault) {
        faults.put(publication.time().toEpochMilli(), fault);
    }
}
