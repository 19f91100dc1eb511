package org.bootagent.booter.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bootagent.booter.http.guard.ClientAddress;
import org.eclipse.jetty.http.BadMessageException;

/**
 * One request and its answer. The servlet is called once the body has arrived, and its answer is sent once it is complete, so that neither a slow sender nor a
 * slow reader holds a thread. Large content is {@link #send sent} from a file or {@link #receive received} piece by piece.
 */
public final class Exchange {
    private static final String ATTRIBUTE = Exchange.class.getName();

    private final Exchanges all;
    private final HttpServletRequest request;
    private final BufferedResponse response;
    private final FilterChain chain;
    private final String peer;
    private final AtomicBoolean finished = new AtomicBoolean();
    private ExchangeRequest served;
    private AsyncContext context;
    private volatile boolean detached;

    Exchange(Exchanges all, HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        this.all = all;
        this.request = request;
        this.response = new BufferedResponse(response);
        this.chain = chain;
        this.peer = ClientAddress.quotaKey(request.getRemoteAddr());
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Returns the exchange of a servlet's request. */
    public static Exchange of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        throw new IllegalStateException("the request came past the filter of all exchanges");
    }

    /**
     * Sends a part of a file after the headers, and closes the file in the end. The servlet has nothing more to do.
     *
     * @return false if too many are being sent: nothing was done, and the file is still open
     */
    public boolean send(FileChannel file, long first, long length) throws IOException {
        if (!all.downloads.acquire(peer, 1)) {
            return false;
        }
        detach();
        response.client().setContentLengthLong(length);
        new FileSender(file, first, length, context, () -> all.downloads.release(peer, 1))
                .begin(all, request, response.client());
        return true;
    }

    /**
     * Receives the body piece by piece. The servlet has nothing more to do; the receiver answers in the end.
     *
     * @return false if too many are being received: nothing was done
     */
    public boolean receive(BodyReceiver receiver) throws IOException {
        if (!all.uploads.acquire(peer, 1)) {
            return false;
        }
        detach();
        var reader = new BodyReader(request.getInputStream(), receiver, () -> all.uploads.release(peer, 1));
        reader.begin(all.deadlines, all.limits.deadline(Math.max(0, request.getContentLengthLong())));
        return true;
    }

    /** Sends the answer that a servlet or a receiver has written. */
    public void finish() {
        if (finished.compareAndSet(false, true)) {
            new Answer(all, request, response, peer).send(context);
        }
    }

    /** Returns the answer to write before {@link #finish}. */
    public HttpServletResponse response() {
        return response;
    }

    /** Returns a probe of this request's client. */
    ClientProbe client() {
        return new ClientProbe(request);
    }

    Waits waits() {
        return all.waits;
    }

    /** Serves the request now, or as soon as its body is complete. */
    void begin(boolean streams) throws IOException {
        if (streams || !hasBody()) {
            serve(null);
        } else if (isTooLarge() && request.getHeader("Expect") != null) {
            refuse(Exchanges.tooLarge(all.limits.bodyBytes()));
        } else if (!isTooLarge() && isHere()) {
            serve(request.getInputStream().readNBytes((int) request.getContentLengthLong()));
        } else {
            collect();
        }
    }

    /** Calls the servlet. */
    void serve(byte[] body) {
        served = new ExchangeRequest(request, this, body);
        try {
            chain.doFilter(served, response);
        } catch (BadMessageException e) {
            refuse(Exchanges.UNREADABLE);
            return;
        } catch (Exception e) {
            all.failed(request, e);
            refuse(Exchanges.BROKEN);
            return;
        }
        if (!detached) {
            finish();
        }
    }

    /** Answers in place of the servlet. */
    void refuse(Refusal refusal) {
        try {
            response.reset();
            refusal.send(request, response);
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or has had a part of another answer, so there is nobody to inform.
            all.quiet(e);
        }
        finish();
    }

    boolean isDetached() {
        return detached;
    }

    AsyncContext detach() {
        start();
        detached = true;
        return context();
    }

    AsyncContext context() {
        return new Detached(context, served == null ? request : served, response, this::finish);
    }

    private void start() {
        if (context == null) {
            context = request.startAsync();
            // Waiting callers enforce their deadlines.
            context.setTimeout(0);
        }
    }

    private void collect() throws IOException {
        start();
        var receiver = new MemoryReceiver(this, all, peer);
        if (isTooLarge()) {
            receiver.refuse(Exchanges.tooLarge(all.limits.bodyBytes()));
        }
        long announced = isTooLarge() ? all.limits.bodyBytes() : request.getContentLengthLong();
        Duration time = all.limits.deadline(announced < 0 ? Exchanges.UNKNOWN_LENGTH : announced);
        new BodyReader(request.getInputStream(), receiver, () -> {}).begin(all.deadlines, time);
    }

    private boolean isTooLarge() {
        return request.getContentLengthLong() > all.limits.bodyBytes();
    }

    private boolean hasBody() {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Returns whether the body arrived with the headers, as small ones do. */
    private boolean isHere() throws IOException {
        long length = request.getContentLengthLong();
        return length >= 0 && request.getInputStream().available() >= length;
    }
}
