package org.bootagent.transport.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.tls.TlsException;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.KnownServers;
import org.bootagent.transport.NoServerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the servers in their order, from the first one for each message. A server that does not take the message is skipped; one that asked to be left alone is
 * not tried before that time is over.
 */
final class Servers {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

    private final List<ServerAddress> builtIn;
    private final ServerClient client;
    private final Backoff backoff;
    private final LongSupplier nanoTime;
    private final Map<ServerAddress, Long> leftAloneUntil = new HashMap<>();

    Servers(List<ServerAddress> builtIn, ServerClient client, Backoff backoff, LongSupplier nanoTime) {
        this.builtIn = builtIn;
        this.client = client;
        this.backoff = backoff;
        this.nanoTime = nanoTime;
    }

    /**
     * Gives the message to the first server that takes it.
     *
     * @param lastResort asked when no other takes it
     * @param step bounds the wait if none does
     */
    Reply post(
            List<ServerAddress> persisted,
            Optional<ServerAddress> lastResort,
            Duration step,
            String path,
            Object message)
            throws NoServerException {
        var all = KnownServers.inOrder(persisted, builtIn, lastResort);
        var ready = all.stream().filter(server -> untilReady(server) <= 0).toList();
        if (ready.isEmpty()) {
            throw noneReady(all, step);
        }
        var problems = new ArrayList<String>();
        for (ServerAddress server : ready) {
            try {
                var reply = client.post(server, path, message);
                backoff.reset();
                return reply;
            } catch (TlsException e) {
                // No server gets anything then.
                throw new NoServerException(e.getMessage(), backoff.next(step));
            } catch (IOException e) {
                LOG.debug("{} was refused by {}", path, server, e);
                problems.add(server + ": " + why(e));
                leaveAlone(server, e);
            }
        }
        throw new NoServerException(String.join("; ", problems), backoff.next(step));
    }

    private long untilReady(ServerAddress server) {
        var until = leftAloneUntil.get(server);
        return until == null ? 0 : until - nanoTime.getAsLong();
    }

    private void leaveAlone(ServerAddress server, IOException e) {
        leftAloneUntil.remove(server);
        if (e instanceof RefusedException refused && !refused.retryAfter().isZero()) {
            leftAloneUntil.put(
                    server, nanoTime.getAsLong() + refused.retryAfter().toNanos());
        }
    }

    private NoServerException noneReady(List<ServerAddress> all, Duration step) {
        return all.stream()
                .map(server -> Duration.ofNanos(untilReady(server)))
                .min(Comparator.naturalOrder())
                .map(wait -> new NoServerException("every server asked to be left alone for now", wait))
                .orElseGet(() -> new NoServerException(NoServerException.NONE_KNOWN, backoff.next(step)));
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
