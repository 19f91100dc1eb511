package org.bootagent.booter.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that are being sent piece by piece, and their end by force. Thread-safe. */
final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final Set<Transfer> running = ConcurrentHashMap.newKeySet();

    Transfer begin(ServletRequest request, WriteListener writer) {
        var transfer = new Transfer(request, writer);
        running.add(transfer);
        return transfer;
    }

    /** Ends all. A server that is stopped cannot do it any more: it has no threads for their listeners. */
    void abortAll() {
        for (Transfer transfer : Set.copyOf(running)) {
            transfer.abort("Booter is stopped");
        }
    }

    /** One answer. */
    final class Transfer {
        private final ServletRequest request;
        private final WriteListener writer;

        private Transfer(ServletRequest request, WriteListener writer) {
            this.request = request;
            this.writer = writer;
        }

        void end() {
            running.remove(this);
        }

        /** Closes the connection: the end of an answer waits until the client has taken what is pending. */
        void abort(String why) {
            if (!running.remove(this)) {
                return;
            }
            LOG.debug("Closing a connection of {}: {}", request.getRemoteAddr(), why);
            try {
                writer.onError(new TimeoutException(why));
            } catch (IllegalStateException e) {
                LOG.debug("It was over in this moment", e);
            } finally {
                ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint()
                        .close();
            }
        }
    }
}
