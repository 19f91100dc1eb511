package org.bootagent.process.supervisor.host;

import java.time.Duration;
import java.util.Locale;

/** Formats durations for operators: {@code 0.1 s}, {@code 12 s}, {@code 3 min}, {@code 26 h}. */
public final class Durations {
    private Durations() {}

    public static String format(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 120) {
            return Math.round(seconds) + " s";
        }
        return seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }
}
