package org.bootagent.booter.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** Limits a log to one line per cause and minute, so that faulty clients cannot fill it. Thread-safe. */
public final class RareLog {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_CAUSES = 1000;

    private final Map<String, Cause> causes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cause> eldest) {
            return size() > MOST_CAUSES;
        }
    };

    private static final class Cause {
        private Instant last = Instant.MIN;
        private long suppressed;
    }

    /** @param line writes the line; given how many were left out since the last one */
    public void write(String cause, Instant now, LongConsumer line) {
        long suppressed;
        synchronized (this) {
            var known = causes.computeIfAbsent(cause, absent -> new Cause());
            if (known.last.isAfter(now.minus(PAUSE)) && !known.last.isAfter(now)) {
                known.suppressed++;
                return;
            }
            suppressed = known.suppressed;
            known.suppressed = 0;
            known.last = now;
        }
        line.accept(suppressed);
    }
}
