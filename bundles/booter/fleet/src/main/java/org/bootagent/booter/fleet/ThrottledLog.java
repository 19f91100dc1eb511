package org.bootagent.booter.fleet;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bootagent.wire.PrintableText;
import org.slf4j.Logger;

/** Writes at most one line a minute for each cause, so that faulty or hostile clients cannot fill the log. Thread-safe. */
public final class ThrottledLog {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_CAUSES = 64;
    private static final int MAX_CHARS = 1000;

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

    /** Creates a log whose minutes are those of the system's clock for durations. */
    public ThrottledLog(Logger log) {
        this(log, System::nanoTime);
    }

    ThrottledLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /**
     * Logs a warning, unless one of the same cause was logged within the last minute. The next line says how many were left out.
     *
     * @param cause one of few; beyond 64 causes in a minute, further ones are left out
     * @param line may have text of a client's in it: it is made printable and cut
     */
    public void warn(String cause, String line) {
        long hidden = take(cause);
        if (hidden >= 0) {
            String more = hidden == 0 ? "" : " (and " + hidden + " like it before)";
            log.warn("{}{}", PrintableText.line(line, MAX_CHARS), more);
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
