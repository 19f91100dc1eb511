package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.HostNews;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.wire.Json;
import org.bootagent.wire.StatusReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Few threads that bring what many hosts say into the database: whatever arrives during one commit shares the next, and is answered after it. All that one host
 * says goes the same way and so stays in order.
 */
final class Writers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writers.class);
    private static final int MAX_BATCH = 4096;
    private static final int MAX_WAITING = 50_000;
    private static final long PATIENCE_MILLIS = 5_000;
    private static final Arrival END = new Arrival(null, null, null, null);

    private final Fleet fleet;
    private final Events events;
    private final List<BlockingQueue<Arrival>> queues;
    private final List<Room> rooms;
    private final List<Thread> threads;

    Writers(Fleet fleet, Events events, int count) {
        this.fleet = fleet;
        this.events = events;
        this.queues = IntStream.range(0, count)
                .<BlockingQueue<Arrival>>mapToObj(i -> new LinkedBlockingQueue<>())
                .toList();
        this.rooms = IntStream.range(0, count)
                .mapToObj(i ->
                        new Room(MAX_WAITING, Room.share(Runtime.getRuntime().maxMemory())))
                .toList();
        this.threads = IntStream.range(0, count)
                .mapToObj(i -> new Thread(() -> write(queues.get(i), rooms.get(i)), "booter-easyagent-writer-" + i))
                .toList();
        threads.forEach(thread -> thread.setDaemon(true));
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void add(Arrival arrival) {
        int queue = Math.floorMod(arrival.session().agentsn().hashCode(), queues.size());
        if (rooms.get(queue).take(arrival.event())) {
            queues.get(queue).add(arrival);
        } else {
            arrival.refused(Room.full());
        }
    }

    /** What arrived is written first. Not by interrupts: they would close the database's file. */
    @Override
    public void close() {
        try {
            for (BlockingQueue<Arrival> queue : queues) {
                queue.add(END);
            }
            for (Thread thread : threads) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The root of a thread: what escaped would leave a part of the hosts without answers for good. */
    private void write(BlockingQueue<Arrival> queue, Room room) {
        boolean ended = false;
        while (!ended) {
            try {
                ended = writeNext(queue, room);
            } catch (InterruptedException e) {
                LOG.debug("{} ends", Thread.currentThread().getName());
                ended = true;
            } catch (Throwable e) {
                LOG.error("what hosts said could not be taken in", e);
            }
        }
    }

    /** @return whether it was the last */
    private boolean writeNext(BlockingQueue<Arrival> queue, Room room) throws InterruptedException {
        var batch = new ArrayList<Arrival>();
        batch.add(queue.take());
        queue.drainTo(batch, MAX_BATCH - 1);
        boolean ended = batch.removeIf(arrival -> arrival.session() == null);
        try {
            write(batch);
        } catch (Throwable e) {
            batch.forEach(arrival -> arrival.refused(Status.INTERNAL));
            LOG.error("what {} hosts said could not be taken in", batch.size(), e);
        } finally {
            batch.forEach(arrival -> room.give(arrival.event()));
        }
        return ended;
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
        Halves.each(read, this::commit, (one, e) -> {
            LOG.warn(
                    "what host {} said could not be stored",
                    one.arrival().session().agentsn(),
                    e);
            one.arrival().refused(Status.UNAVAILABLE.withDescription("it could not be stored; send it again"));
        });
    }

    private void commit(List<Read> read) {
        List<StatusReply> replies = fleet.take(read.stream().map(Read::news).toList());
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
