package org.bootagent.booter.http.route;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A reply that is not known yet.
 *
 * @param reply may fail as a handler may; cancelled when the client has gone
 * @param endNow makes the reply known as things are now
 */
public record Pending(CompletableFuture<Reply> reply, Runnable endNow) implements Reply {
    /** Returns the reply, once it is known. */
    Reply known() {
        try {
            return reply.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        known().send(request, response);
    }
}
