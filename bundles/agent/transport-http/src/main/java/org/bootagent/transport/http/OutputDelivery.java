package org.bootagent.transport.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.api.report.JobOutputs.Output;
import org.bootagent.tls.TlsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers jobs' output to the server in pieces, each starting where the server says it has got to. A result waits for its output, but not for ever. A server
 * that does not take output is not asked again for a while. For one thread.
 */
final class OutputDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(OutputDelivery.class);
    private static final int PIECE = 512 << 10;
    private static final int NOT_FOUND = 404;
    private static final int MOST_FAILURES = 5;
    /** Pause before a server that takes no output is asked again; it may only have been starting, or may be another one by then. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    private final JobOutputs outputs;
    private final ServerClient client;
    /** Bytes that the server has, by the job's key. */
    private final Map<String, Long> received = new HashMap<>();
    /** Failed deliveries of output, by the job's key. */
    private final Map<String, Integer> failures = new HashMap<>();

    private final Set<ServerAddress> able = new HashSet<>();
    /** Servers that do not take output, and when they said so. */
    private final Map<ServerAddress, Long> without = new HashMap<>();

    private final LongSupplier nanoTime;
    private ServerAddress last;

    OutputDelivery(JobOutputs outputs, ServerClient client) {
        this(outputs, client, System::nanoTime);
    }

    OutputDelivery(JobOutputs outputs, ServerClient client, LongSupplier nanoTime) {
        this.outputs = outputs;
        this.client = client;
        this.nanoTime = nanoTime;
    }

    /** Delivers all waiting output. */
    void deliver(ServerAddress server, String agentsn) {
        if (!server.equals(last)) {
            // Another one may have less.
            received.clear();
            last = server;
        }
        List<Output> kept = outputs.kept();
        forgetOthers(kept);
        for (Output output : kept) {
            if (!delivered(output) && !without(server) && !tryDelivering(output, server, agentsn)) {
                return;
            }
        }
    }

    private boolean without(ServerAddress server) {
        Long said = without.get(server);
        return said != null && nanoTime.getAsLong() - said < ASK_AGAIN.toNanos();
    }

    private void forgetOthers(List<Output> kept) {
        var keys = kept.stream().map(Output::key).toList();
        received.keySet().retainAll(keys);
        failures.keySet().retainAll(keys);
    }

    /** Delivers one output. Returns false if the server cannot be reached. */
    private boolean tryDelivering(Output output, ServerAddress server, String agentsn) {
        try {
            deliver(output, server, agentsn);
            failures.remove(output.key());
            able.add(server);
            return true;
        } catch (TlsException e) {
            LOG.debug("Not delivering output without TLS; the next report logs the cause", e);
            return false;
        } catch (IOException e) {
            boolean notFound = e instanceof RefusedException refused && refused.status() == NOT_FOUND;
            // One that has taken some is being restarted.
            if (notFound && !able.contains(server)) {
                LOG.info("{} accepts no output of jobs; trying again in {} min", server, ASK_AGAIN.toMinutes());
                without.put(server, nanoTime.getAsLong());
                return true;
            }
            int times = failures.merge(output.key(), 1, Integer::sum);
            LOG.warn(
                    "The output of job {} was refused by {} (attempt {}): {}",
                    output.job(),
                    server,
                    times,
                    e.toString());
            return e instanceof RefusedException && !notFound;
        }
    }

    private void deliver(Output output, ServerAddress server, String agentsn) throws IOException {
        long at = received.getOrDefault(output.key(), 0L);
        while (at < output.length()) {
            byte[] piece = outputs.read(output.key(), at, PIECE);
            if (piece.length == 0) {
                return;
            }
            long next = reply(client.post(server, path(output, agentsn, at), piece));
            if (next <= at) {
                throw new IOException("it has " + next + " bytes and takes no more");
            }
            at = next;
            received.put(output.key(), at);
        }
    }

    private static String path(Output output, String agentsn, long offset) {
        return "/agent/output?agentsn=" + encode(agentsn) + "&job=" + encode(output.job()) + "&offset=" + offset;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static long reply(Reply reply) throws IOException {
        var json = reply.json();
        if (json.path("status").asInt(-1) != 0 || !json.path("received").canConvertToLong()) {
            throw new IOException("its reply is not understood: " + json);
        }
        return json.path("received").asLong();
    }

    /** Returns whether the job's result may be reported. */
    boolean settled(JobResult result) {
        return outputs.kept(result.key())
                .map(output -> delivered(output)
                        || (last != null && without(last))
                        || failures.getOrDefault(output.key(), 0) >= MOST_FAILURES)
                .orElse(true);
    }

    private boolean delivered(Output output) {
        return output.length() <= received.getOrDefault(output.key(), 0L);
    }
}
