package org.bootagent.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.bootagent.api.host.HostConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wait of a started host before its first report. Registered hosts may all come back at once, after a power cut or a roll-out, so their first reports are
 * spread. A new host does not wait, as an operator may be waiting for it. With a short step, spreading would gain nothing.
 *
 * @param longest zero: nobody waits
 */
public record InitialDelay(Duration longest, RandomGenerator random) {
    private static final Logger LOG = LoggerFactory.getLogger(InitialDelay.class);
    private static final Duration SHORT_STEP = Duration.ofSeconds(5);
    private static final Duration REQUESTED = Duration.ofSeconds(2);

    /**
     * Returns the wait of this start. If the host agent is awaited, there is none. If a job asked for its restart, it is short, because whoever
     * asked waits for the host; hosts that were asked together come within two seconds.
     *
     * @param spread longest wait of a start that comes with others
     */
    public static InitialDelay of(HostConfig host, Duration spread, RandomGenerator random) {
        Duration longest = spread;
        if (host.awaited()) {
            longest = Duration.ZERO;
        } else if (host.requested() && spread.compareTo(REQUESTED) > 0) {
            longest = REQUESTED;
        }
        return new InitialDelay(longest, random);
    }

    /** Returns the delay, and logs it if there is one. */
    public Duration of(boolean registered, Duration step) {
        if (!registered || longest.isZero() || step.compareTo(SHORT_STEP) <= 0) {
            return Duration.ZERO;
        }
        long bound = Math.min(step.toMillis(), longest.toMillis());
        var wait = Duration.ofMillis(random.nextLong(bound + 1));
        LOG.info("First report in {} ms, delayed to spread hosts that restart together", wait.toMillis());
        return wait;
    }
}
