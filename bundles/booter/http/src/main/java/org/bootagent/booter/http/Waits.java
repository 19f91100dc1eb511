package org.bootagent.booter.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests whose answers are not known yet. No thread waits for them. Thread-safe. */
public final class Waits {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    /** Longest delay of a stop by answers in progress. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
    /** Used by the only thread that looks. */
    private final ByteBuffer buffer = ClientProbe.buffer();

    private volatile boolean ending;

    /** Writes an answer that is known now. */
    @FunctionalInterface
    public interface Writer {
        void write(HttpServletResponse response) throws IOException;
    }

    /**
     * Answers a request as soon as the answer is known. The servlet has nothing more to do.
     *
     * @param known completed by whoever knows the answer; cancelled when the client goes before
     * @param endNow called when the server stops, makes the answer known as it is then
     * @param writer called once, on a thread of the server
     */
    public void add(HttpServletRequest request, CompletableFuture<?> known, Runnable endNow, Writer writer) {
        Exchange exchange = Exchange.of(request);
        var wait = new Wait(exchange, known, endNow, writer);
        hold(wait);
        exchange.waits().hold(wait);
        wait.begin();
    }

    /** Returns how many wait now, or are being answered. */
    public int size() {
        return waiting.size();
    }

    /** Waits until all answers are sent, but not for long. What is not known yet must be made known before. */
    public void awaitSent() {
        var sent = waiting.stream().map(Wait::sent).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(sent).get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Cutting {} answers that clients do not read: Booter stops", waiting.size());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of an answer failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes all answers known at once, now and from now on. */
    void endAll() {
        ending = true;
        waiting.forEach(Waits::endNow);
    }

    /** The root of a task: looks for clients that have gone. */
    void look() {
        for (Wait wait : waiting) {
            try {
                wait.look(buffer);
            } catch (RuntimeException e) {
                LOG.warn("Cannot find out whether a client still waits", e);
            }
        }
    }

    private void hold(Wait wait) {
        waiting.add(wait);
        var unused = wait.sent().whenComplete((sent, e) -> waiting.remove(wait));
        if (ending) {
            endNow(wait);
        }
    }

    private static void endNow(Wait wait) {
        try {
            wait.endNow();
        } catch (RuntimeException e) {
            LOG.warn("Cannot answer a waiting request before its time", e);
        }
    }
}
