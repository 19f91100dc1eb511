package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.concurrent.Batcher;
import org.bootagent.concurrent.Halving;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.wire.Json;
import org.bootagent.wire.StatusReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what hosts send into the database on few threads: what arrives during one commit shares the next, and is answered after it. What one host sends always
 * takes the same way and so stays in order.
 */
final class Writers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writers.class);
    private static final int MAX_BATCH = 4096;
    private static final int MAX_WAITING = 50_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final FleetServices fleet;
    private final Events events;
    private final ExecutorService executor;
    private final List<Lane> lanes;

    /** One way into the database, with the arrivals that may wait there. */
    private record Lane(Batcher<Arrival> batcher, QueueLimit room) {}

    Writers(FleetServices fleet, Events events, int count) {
        this(
                fleet,
                events,
                count,
                Executors.newFixedThreadPool(count, NamedThreads.numbered("booter-easyagent-writer")));
    }

    /** @param executor is shut down with this */
    Writers(FleetServices fleet, Events events, int count, ExecutorService executor) {
        this.fleet = fleet;
        this.events = events;
        this.executor = executor;
        this.lanes = Stream.generate(this::lane).limit(count).toList();
    }

    private Lane lane() {
        var room = new QueueLimit(
                MAX_WAITING, QueueLimit.share(Runtime.getRuntime().maxMemory()));
        return new Lane(new Batcher<>(executor, MAX_BATCH, batch -> writeOrRefuse(batch, room)), room);
    }

    void add(Arrival arrival) {
        var lane = lanes.get(Math.floorMod(arrival.session().agentsn().hashCode(), lanes.size()));
        if (lane.room().take(arrival.event())) {
            lane.batcher().add(arrival);
        } else {
            arrival.refused(QueueLimit.full());
        }
    }

    /** Waits until what has arrived is written. Interrupts nothing: an interrupt would close the database's file. */
    @Override
    public void close() {
        try {
            for (var lane : lanes) {
                if (!lane.batcher().awaitIdle(PATIENCE)) {
                    LOG.warn("What hosts sent is not yet written after {} s; not waiting longer", PATIENCE.toSeconds());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
    }

    private void writeOrRefuse(List<Arrival> batch, QueueLimit room) {
        try {
            write(batch);
        } catch (Throwable e) {
            batch.forEach(arrival -> arrival.refused(Status.INTERNAL));
            LOG.error("what {} hosts said could not be taken in", batch.size(), e);
        } finally {
            batch.forEach(arrival -> room.give(arrival.event()));
        }
    }

    private record Read(Arrival arrival, HostNews news) {}

    private void write(List<Arrival> batch) {
        var read = new ArrayList<Read>(batch.size());
        for (Arrival arrival : batch) {
            try {
                read.add(new Read(arrival, events.read(arrival)));
            } catch (FleetException | IllegalArgumentException | IOException e) {
                arrival.refused(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            }
        }
        // What one host says must not keep the others' from being stored.
        Halving.forEach(read, this::commit, (one, e) -> {
            LOG.warn(
                    "what host {} said could not be stored",
                    one.arrival().session().agentsn(),
                    e);
            one.arrival().refused(Status.UNAVAILABLE.withDescription("it could not be stored; send it again"));
        });
    }

    private void commit(List<Read> read) {
        List<StatusReply> replies =
                fleet.reports().take(read.stream().map(Read::news).toList());
        for (int i = 0; i < read.size(); i++) {
            read.get(i).arrival().done(answer(read.get(i).news(), replies.get(i)));
        }
    }

    private static EmptyResponse answer(HostNews news, StatusReply reply) {
        if (!news.asks()) {
            return EmptyResponse.getDefaultInstance();
        }
        try {
            var json = Json.MAPPER.writeValueAsBytes(reply);
            return EmptyResponse.newBuilder()
                    .setReply(ByteString.copyFrom(json))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("a reply is not JSON", e);
        }
    }
}
