package org.bootagent.booter.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.fleet.ThrottledLog;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resources and deadlines shared by all exchanges. */
final class Exchanges implements AutoCloseable {
    static final Refusal BUSY = Refusal.busy("too much is being sent and received; try again later", 5);
    static final Refusal TOO_SLOW = new Refusal(408, "the body did not arrive in time", 0);
    static final Refusal CUT = new Refusal(400, "the body broke off, or is not as its headers say", 0);
    static final Refusal UNREADABLE = new Refusal(400, "the address has a part that cannot be read", 0);
    static final Refusal BROKEN = new Refusal(500, "Booter could not do it; its log says why", 0);

    /** Assumed length of a body without a declared one. */
    static final long UNKNOWN_LENGTH = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    final Limits limits;
    final Quota memory;
    final Quota downloads;
    final Quota uploads;
    final Transfers transfers = new Transfers();
    final Waits waits = new Waits();
    final ScheduledExecutorService deadlines;
    private final ThrottledLog throttled = new ThrottledLog(LOG);

    Exchanges(Limits limits) {
        this.limits = limits;
        this.memory = limits.memory();
        this.downloads = limits.downloadPlaces();
        this.uploads = limits.uploadPlaces();
        this.deadlines = NamedThreads.scheduler("http-deadlines");
        var unused = deadlines.scheduleWithFixedDelay(waits::look, 1, 1, TimeUnit.SECONDS);
    }

    static Refusal tooLarge(long max) {
        return new Refusal(413, "the body is larger than " + max + " bytes", 0);
    }

    /** Logs a failure of a servlet. */
    void failed(HttpServletRequest request, Exception e) {
        throttled.warn(
                e.getClass().getName(),
                request.getMethod() + " " + request.getRequestURI() + " of " + request.getRemoteAddr() + " failed: "
                        + e);
    }

    /** Logs failures caused by clients that went away at a low level. */
    void quiet(Throwable e) {
        LOG.debug("Exchange ended early", e);
    }

    /** Answers all that wait, and cuts what is not sent soon. */
    void stop() {
        waits.endAll();
        waits.awaitSent();
        transfers.abortAll();
    }

    @Override
    public void close() {
        stop();
        deadlines.shutdownNow();
    }
}
