package org.bootagent.process.supervisor;

import java.util.OptionalLong;

/** What an operator is told of an agent that exceeded a limit. */
final class OverLimit {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    private OverLimit() {}

    static String memory(OptionalLong limit, OptionalLong peak, String mechanism) {
        return "killed by the kernel for exceeding its memory limit of " + size(limit) + " (peak " + size(peak) + ", "
                + mechanism + ")";
    }

    private static String size(OptionalLong bytes) {
        if (bytes.isEmpty()) {
            return "unknown";
        }
        long size = bytes.getAsLong();
        return size % MIB == 0 || size >= 100 * MIB ? size / MIB + " MiB" : size / KIB + " KiB";
    }
}
