package org.bootagent.process.supervisor;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events from a thread of its own: the sink makes them durable, and a restart must not wait for a disk. */
final class EventQueue implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private final EventSink sink;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), NamedThreads.named("supervisor-events"));

    EventQueue(EventSink sink) {
        this.sink = sink;
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void publish(Event.Type type, String agent, String detail) {
        try {
            thread.execute(() -> publishNow(type, agent, detail));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.error("Event {} of agent {} is lost: {}", type.wireName(), agent, detail, e);
        }
    }

    private void publishNow(Event.Type type, String agent, String detail) {
        try {
            sink.publish(type, agent, detail);
        } catch (RuntimeException | Error e) {
            LOG.error("Event {} of agent {} is lost: {}", type.wireName(), agent, detail, e);
        }
    }

    /** Publishes what is queued, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn(
                        "{} events were not published in time",
                        thread.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
