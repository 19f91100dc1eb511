package org.bootagent.booter.publish.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A producer and its records. A producer after a fatal failure is replaced, because it may never work again. */
final class Topic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

    /** Failures caused by the record itself, which are permanent. */
    private static final List<Class<? extends KafkaException>> REFUSALS = List.of(
            RecordTooLargeException.class,
            InvalidTimestampException.class,
            InvalidRecordException.class,
            SerializationException.class);

    private final String topic;
    private final Supplier<Producer<String, byte[]>> producers;
    private final Clock clock;
    private Producer<String, byte[]> producer;

    Topic(String topic, Properties settings) {
        this(
                topic,
                () -> new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()),
                Clock.systemUTC());
    }

    Topic(String topic, Supplier<Producer<String, byte[]>> producers, Clock clock) {
        this.topic = topic;
        this.producers = producers;
        this.clock = clock;
    }

    /** One attempt to send a batch. */
    private final class Attempt {
        private final Set<Publication> again = Collections.newSetFromMap(new IdentityHashMap<>());
        private int refused;
        private boolean broken;
        private Throwable reason;
        private Throwable refusal;

        void failed(Publication publication, Throwable cause) {
            if (REFUSALS.stream().anyMatch(type -> type.isInstance(cause))) {
                refused++;
                refusal = cause;
            } else {
                broken |= !(cause instanceof RetriableException);
                again.add(publication);
                reason = cause;
            }
        }

        void check(List<Publication> batch) throws PublishException {
            if (broken) {
                replace();
            }
            if (reason != null || refusal != null) {
                var inOrder = batch.stream().filter(again::contains).toList();
                throw PublishException.partly(inOrder, refused, Duration.ZERO, message());
            }
        }

        private String message() {
            return Stream.of(refusal, reason)
                    .filter(Objects::nonNull)
                    .map(Throwable::toString)
                    .collect(Collectors.joining("; "));
        }
    }

    private record Sent(Publication publication, Future<RecordMetadata> outcome) {}

    synchronized void send(List<Publication> batch) throws PublishException, InterruptedException {
        var attempt = new Attempt();
        var underWay = new ArrayList<Sent>();
        for (var publication : batch) {
            send(publication, attempt, underWay);
        }
        for (var sent : underWay) {
            await(sent, attempt);
        }
        attempt.check(batch);
    }

    private void send(Publication publication, Attempt attempt, List<Sent> underWay) throws InterruptedException {
        // A producer that cannot reach its brokers waits for them: once is enough for a batch.
        if (!attempt.again.isEmpty()) {
            attempt.failed(publication, attempt.reason);
            return;
        }
        try {
            var sent = new Sent(publication, producer().send(record(publication)));
            // A record that the producer could not begin to send is also reported by its future.
            if (sent.outcome().isDone()) {
                await(sent, attempt);
            } else {
                underWay.add(sent);
            }
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException e) {
            attempt.failed(publication, e);
        }
    }

    private static void await(Sent sent, Attempt attempt) throws InterruptedException {
        try {
            sent.outcome().get();
        } catch (ExecutionException e) {
            attempt.failed(sent.publication(), e.getCause());
        }
    }

    private ProducerRecord<String, byte[]> record(Publication publication) {
        try {
            return new ProducerRecord<>(
                    topic.replace("{kind}", publication.kind().word()),
                    null,
                    // A broker refuses what is from long after its own time; in the record, the host's time stands as
                    // it is.
                    publication.notAfter(clock.instant()).time().toEpochMilli(),
                    publication.agentsn(),
                    Json.MAPPER.writeValueAsBytes(publication));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("publication " + publication.id() + " cannot be written", e);
        }
    }

    private static InterruptedException interrupted() {
        // Kafka's own exception has set the thread's flag again.
        Thread.interrupted();
        return new InterruptedException();
    }

    /** Returns the producer, made on demand: an unresolvable broker's name is one more reason to retry. */
    private Producer<String, byte[]> producer() {
        if (producer == null) {
            var thread = Thread.currentThread();
            var before = thread.getContextClassLoader();
            // Kafka looks its own classes up by name.
            thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
            try {
                producer = producers.get();
            } finally {
                thread.setContextClassLoader(before);
            }
        }
        return producer;
    }

    private void replace() {
        LOG.info("Replacing the producer for {}", topic);
        close();
    }

    @Override
    public void close() {
        var old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }
}
