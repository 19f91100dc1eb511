package org.bootagent.booter.publish.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A producer and what it sends. A producer that failed in a way of its own is replaced: it may never work again. */
final class Topic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

    private final String topic;
    private final Properties settings;
    private KafkaProducer<String, byte[]> producer;

    Topic(String topic, Properties settings) {
        this.topic = topic;
        this.settings = settings;
    }

    /** A try to send a batch. */
    private final class Attempt {
        private final Set<Publication> again = Collections.newSetFromMap(new IdentityHashMap<>());
        private int refused;
        private boolean broken;
        private Throwable reason;

        void failed(Publication publication, Throwable cause) {
            reason = cause;
            if (cause instanceof RecordTooLargeException) {
                refused++;
            } else {
                broken |= !(cause instanceof RetriableException);
                again.add(publication);
            }
        }

        void check(List<Publication> batch) throws PublishException {
            if (broken) {
                replace();
            }
            if (reason != null) {
                var inOrder = batch.stream().filter(again::contains).toList();
                throw PublishException.partly(inOrder, refused, Duration.ZERO, reason.toString());
            }
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
            // What the producer could not even begin with is told by what it returns, too.
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
                    publication.time().toEpochMilli(),
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

    /** Made when first needed: a broker's name that is not known yet is one more reason to try again. */
    private KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            var thread = Thread.currentThread();
            var before = thread.getContextClassLoader();
            // Kafka looks its own classes up by name.
            thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
            try {
                producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            } finally {
                thread.setContextClassLoader(before);
            }
        }
        return producer;
    }

    private void replace() {
        LOG.info("the producer for {} is replaced", topic);
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
