package org.bootagent.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a host that was started waits before it speaks to its server. Those that have a name may come back with all the others, after a power cut or a roll-out,
 * and are spread. A new one does not wait, as somebody waits for it; with a short step, the spread would be no gain.
 *
 * @param longest zero: nobody waits
 */
public record FirstWait(Duration longest, RandomGenerator random) {
    private static final Logger LOG = LoggerFactory.getLogger(FirstWait.class);
    private static final Duration SHORT_STEP = Duration.ofSeconds(5);

    /** Says so in the log, if it is to wait. */
    public Duration of(boolean registered, Duration step) {
        if (!registered || longest.isZero() || step.compareTo(SHORT_STEP) <= 0) {
            return Duration.ZERO;
        }
        long bound = Math.min(step.toMillis(), longest.toMillis());
        var wait = Duration.ofMillis(random.nextLong(bound + 1));
        LOG.info("The first report is in {} ms: hosts that come back together are spread", wait.toMillis());
        return wait;
    }
}
