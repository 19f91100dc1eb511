package org.bootagent.booter.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Logs one line a minute per cause, so that repeated bad requests cannot fill the log. */
final class SeldomLog {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_CAUSES = 64;

    private final Logger log;
    private final LongSupplier nanos;
    private final Map<String, Entry> causes = new LinkedHashMap<>();

    private static final class Entry {
        private final long since;
        private long hidden;

        Entry(long since) {
            this.since = since;
        }
    }

    SeldomLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** @param cause one of few; further lines of the same cause are left out */
    void warn(String cause, String line) {
        long hidden = take(cause);
        if (hidden >= 0) {
            log.warn("{}{}", Words.line(line), hidden == 0 ? "" : " (and " + hidden + " like it before)");
        }
    }

    /** @return number of lines left out before this one; negative: this one is left out, too */
    private synchronized long take(String cause) {
        long now = nanos.getAsLong();
        Entry last = causes.get(cause);
        if (last != null && now - last.since < PERIOD_NANOS) {
            last.hidden++;
            return -1;
        }
        causes.remove(cause);
        causes.values().removeIf(entry -> now - entry.since >= PERIOD_NANOS);
        if (causes.size() >= MAX_CAUSES) {
            return -1;
        }
        causes.put(cause, new Entry(now));
        return last == null ? 0 : last.hidden;
    }
}
