package org.bootagent.booter.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request whose answer is not known yet. */
final class Wait implements AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(Wait.class);

    private final Exchange exchange;
    private final AsyncContext context;
    private final ClientProbe client;
    private final CompletableFuture<?> known;
    private final Runnable endNow;
    private final Waits.Writer writer;
    private final CompletableFuture<Void> sent = new CompletableFuture<>();

    Wait(Exchange exchange, CompletableFuture<?> known, Runnable endNow, Waits.Writer writer) {
        this.exchange = exchange;
        this.client = exchange.client();
        this.context = exchange.detach();
        this.known = known;
        this.endNow = endNow;
        this.writer = writer;
    }

    /** Completes when the answer is sent, or nobody is left to read it. */
    CompletableFuture<Void> sent() {
        return sent;
    }

    void begin() {
        context.addListener(this);
        var unused = known.whenComplete((result, e) -> answer());
    }

    /** Makes the answer known at once. */
    void endNow() {
        endNow.run();
    }

    /** Gives up if the client has gone. */
    void look(ByteBuffer buffer) {
        if (known.isDone() || !client.isGone(buffer)) {
            return;
        }
        LOG.debug("Giving up an answer: its client has gone");
        client.close();
        try {
            context.start(() -> known.cancel(false));
        } catch (RuntimeException stopped) {
            LOG.debug("Giving up an answer on this thread, the server is stopping", stopped);
            known.cancel(false);
        }
    }

    private void answer() {
        client.end();
        if (known.isCancelled()) {
            exchange.finish();
            sent.complete(null);
            return;
        }
        try {
            context.start(this::write);
        } catch (RuntimeException stopped) {
            LOG.debug("An answer is not sent: the server is stopped", stopped);
            exchange.finish();
            sent.complete(null);
        }
    }

    /** The root of a task. */
    private void write() {
        try {
            writer.write(exchange.response());
        } catch (IOException | RuntimeException e) {
            LOG.debug("An answer could not be written", e);
        } finally {
            exchange.finish();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        sent.complete(null);
    }

    /** Notes that the connection failed, or the stream of HTTP/2 was reset. */
    @Override
    public void onError(AsyncEvent event) {
        known.cancel(false);
        sent.complete(null);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // There is none: who makes the answer known has a deadline.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Only once.
    }
}
