package org.bootagent.booter.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends a complete answer. The server sends a small one by itself once the request is over; a large one is sent as fast as its client reads it. */
final class Answer {
    private static final int SMALL = 1 << 14;

    private final Exchanges all;
    private final HttpServletRequest request;
    private final BufferedResponse response;
    private final String peer;

    Answer(Exchanges all, HttpServletRequest request, BufferedResponse response, String peer) {
        this.all = all;
        this.request = request;
        this.response = response;
        this.peer = peer;
    }

    /** @param context null: the request has not become asynchronous yet */
    void send(AsyncContext context) {
        try {
            send(context, response.body());
        } catch (IOException | IllegalStateException e) {
            all.quiet(e);
            complete(context);
        }
    }

    private void send(AsyncContext context, byte[] body) throws IOException {
        if (response.isError() || response.client().isCommitted()) {
            complete(context);
            return;
        }
        response.spellType();
        if (request.getMethod().equals("HEAD")) {
            response.client().setContentLengthLong(Math.max(body.length, response.announced()));
            complete(context);
        } else if (body.length <= SMALL) {
            small(body);
            complete(context);
        } else if (all.memory.acquire(peer, body.length)) {
            large(context, body);
        } else {
            response.reset();
            Exchanges.BUSY.send(request, response);
            response.spellType();
            small(response.body());
            complete(context);
        }
    }

    /** Sends a small body without a length, which the server adds: with it, the body would be written at once. */
    private void small(byte[] body) throws IOException {
        HttpServletResponse client = response.client();
        if (body.length > 0) {
            client.setBufferSize(Math.max(client.getBufferSize(), body.length + 1));
            client.getOutputStream().write(body);
        }
    }

    private void large(AsyncContext context, byte[] body) throws IOException {
        AsyncContext own = context;
        if (own == null) {
            own = request.startAsync();
            own.setTimeout(0);
        }
        response.client().setContentLength(body.length);
        var out = response.client().getOutputStream();
        var sender = new Sender(out, body, own);
        sender.begin();
        out.setWriteListener(sender);
    }

    private static void complete(AsyncContext context) {
        if (context != null) {
            context.complete();
        }
    }

    private final class Sender implements WriteListener {
        private final ServletOutputStream out;
        private final byte[] body;
        private final AsyncContext context;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Transfers.Transfer transfer;
        private volatile Future<?> deadline;
        private boolean written;

        Sender(ServletOutputStream out, byte[] body, AsyncContext context) {
            this.out = out;
            this.body = body;
            this.context = context;
        }

        void begin() {
            transfer = all.transfers.begin(request, this);
            deadline = all.deadlines.schedule(
                    () -> transfer.abort("it has not taken an answer in time"),
                    all.limits.deadline(body.length).toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void onWritePossible() throws IOException {
            if (!written && out.isReady()) {
                written = true;
                out.write(body);
            }
            if (written && out.isReady()) {
                finish();
            }
        }

        @Override
        public void onError(Throwable why) {
            all.quiet(why);
            finish();
        }

        private void finish() {
            if (over.compareAndSet(false, true)) {
                transfer.end();
                deadline.cancel(false);
                all.memory.release(peer, body.length);
                context.complete();
            }
        }
    }
}
