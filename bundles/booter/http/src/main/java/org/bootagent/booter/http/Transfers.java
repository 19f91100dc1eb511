package org.bootagent.booter.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that are being sent piece by piece, which can be aborted. Thread-safe. */
final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final Set<Transfer> running = ConcurrentHashMap.newKeySet();

    Transfer begin(ServletRequest request, WriteListener writer) {
        var transfer = new Transfer(request, writer);
        running.add(transfer);
        return transfer;
    }

    /** Aborts all. A stopped server cannot do so itself, because it has no threads for their listeners. */
    void abortAll() {
        for (Transfer transfer : Set.copyOf(running)) {
            transfer.abort("Booter is stopped");
        }
    }

    /** One answer in progress. */
    final class Transfer {
        /** Looked for at the begin: a request that is over is another one's. */
        private final EndPoint connection;

        private final WriteListener writer;

        private Transfer(ServletRequest request, WriteListener writer) {
            this.connection = ServletContextRequest.getServletContextRequest(request)
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint();
            this.writer = writer;
        }

        void end() {
            running.remove(this);
        }

        /** Closes the connection: the end of an answer would wait until the client has read what is pending. */
        void abort(String why) {
            if (!running.remove(this)) {
                return;
            }
            LOG.debug("Closing the connection to {}: {}", connection.getRemoteSocketAddress(), why);
            connection.close();
            try {
                writer.onError(new TimeoutException(why));
            } catch (RuntimeException e) {
                LOG.debug("The answer was over in this moment", e);
            }
        }
    }
}
