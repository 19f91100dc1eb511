package org.bootagent.process.supervisor.limits;

import java.time.Duration;
import java.util.OptionalLong;
import org.bootagent.process.supervisor.host.Durations;

/** Messages for operators about agents that exceeded a limit. */
final class OverLimit {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    private OverLimit() {}

    /** @param by mechanism that killed it */
    static String memory(OptionalLong limit, OptionalLong peak, String by, String mechanism) {
        return "killed " + by + " for exceeding its memory limit of " + size(limit) + " (peak " + size(peak) + ", "
                + mechanism + ")";
    }

    static String pids(int limit, int peak, String mechanism) {
        return "killed for exceeding its limit of " + limit + " processes and threads (" + peak + ", " + mechanism
                + ")";
    }

    static String cpu(int limit, long percent, Duration window, String mechanism) {
        return "killed for exceeding its CPU limit of " + limit + "% (" + percent + "% over " + Durations.format(window)
                + ", " + mechanism + ")";
    }

    static String size(OptionalLong bytes) {
        if (bytes.isEmpty()) {
            return "unknown";
        }
        long size = bytes.getAsLong();
        return size % MIB == 0 || size >= 100 * MIB ? size / MIB + " MiB" : size / KIB + " KiB";
    }
}
