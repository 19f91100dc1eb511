package org.bootagent.booter.easyagent.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.Redaction;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.wire.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls allowed URLs that hosts have named, in the background: few at a time, each with a time limit. */
final class Callbacks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final int AT_A_TIME = 4;
    private static final int MOST_WAITING = 1000;
    private static final int MOST_OF_A_HOST = 4;
    /** Bounds what hosts can put into the log and into memory. */
    private static final int MOST_NOTED = 100;

    /** Characters of a URL in the log. */
    private static final int MOST_SHOWN = 200;

    private final CallbackUrls urls;
    private final Duration patience;
    private final ThreadPoolExecutor callers;
    private final ScheduledExecutorService clock;
    private final Set<String> noted = ConcurrentHashMap.newKeySet();

    /** @param patience longest time of a call */
    Callbacks(CallbackUrls urls, Duration patience) {
        this.urls = urls;
        this.patience = patience;
        this.callers = new ThreadPoolExecutor(
                AT_A_TIME,
                AT_A_TIME,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                NamedThreads.named("booter-callback"));
        callers.allowCoreThreadTimeOut(true);
        this.clock = urls.none() ? null : NamedThreads.scheduler("booter-callback-clock");
    }

    boolean allows(String url) {
        return urls.allowed(url).isPresent();
    }

    void callbacksRequested(CallbackRequest request) {
        var host = Map.of(
                "SID", request.agentsn(),
                "HostName", request.hostname(),
                "IP", request.address());
        request.callbacks().stream().distinct().limit(MOST_OF_A_HOST).forEach(query -> {
            try {
                call(request.agentsn(), Callback.parse(query).with(host));
            } catch (IllegalArgumentException e) {
                noteOnce(
                        "wrong",
                        "host " + request.agentsn() + " names a callback that cannot be made: " + e.getMessage());
            }
        });
    }

    private void call(String agentsn, Callback callback) {
        var allowed = urls.allowed(callback.url());
        if (allowed.isPresent()) {
            later(agentsn, new OneRequest(allowed.get(), callback.headers(), (int) patience.toMillis()));
        } else {
            noteOnce(
                    "refused",
                    "host " + agentsn + " names a callback that booter.easyagent.deploy/callback does not allow: "
                            + PrintableText.line(Redaction.refused(callback.url()), MOST_SHOWN));
        }
    }

    /** Returns the failures that were logged. */
    Set<String> noted() {
        return Set.copyOf(noted);
    }

    private void later(String agentsn, OneRequest request) {
        try {
            callers.execute(() -> call(agentsn, request));
        } catch (RejectedExecutionException e) {
            noteOnce("full", "too many callbacks wait already: that of host " + agentsn + " is left out");
        }
    }

    /** Calls a URL; logs whatever fails, as this is the root of a thread. */
    private void call(String agentsn, OneRequest request) {
        String server = request.server();
        try {
            int status = status(request);
            if (status / 100 != 2) {
                throw new IOException("it answers " + status);
            }
            noted.remove(server);
            LOG.info("Callback of host {} to {} is made", agentsn, server);
        } catch (IOException | RuntimeException e) {
            noteOnce(server, "callback of host " + agentsn + " to " + server + " failed: " + e.getMessage());
        }
    }

    private int status(OneRequest request) throws IOException {
        try (request) {
            // Each of many small pieces is in time, but all of them are not.
            var end = clock.schedule(() -> end(request), patience.toMillis(), TimeUnit.MILLISECONDS);
            try {
                return request.status();
            } finally {
                end.cancel(false);
            }
        }
    }

    private static void end(OneRequest request) {
        try {
            request.close();
        } catch (IOException e) {
            LOG.debug("a connection did not close", e);
        }
    }

    /** Logs a failure once, until a callback succeeds again. */
    private void noteOnce(String what, String message) {
        if (noted.size() < MOST_NOTED && noted.add(what)) {
            LOG.warn("{}; the same is not said again", message);
        } else {
            LOG.debug("{}", message);
        }
    }

    /** Returns text from outside as one line of limited length. */
    @Override
    public void close() {
        callers.shutdownNow();
        if (clock != null) {
            clock.shutdownNow();
        }
    }
}
