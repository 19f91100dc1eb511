package org.bootagent.booter.publish.pipeline;

import java.time.Duration;

/**
 * The bounds of one publisher's pipeline.
 *
 * @param queue most publications in memory that are not in the spool yet
 * @param batch most publications sent together
 * @param batchBytes most bytes of them, as JSON
 * @param linger how long a batch may wait for more
 * @param spoolBytes most bytes on disk; the oldest go first
 * @param retryBase the first wait after a failure, before its jitter
 * @param retryLongest the longest
 */
public record Limits(
        int queue,
        int batch,
        int batchBytes,
        Duration linger,
        long spoolBytes,
        Duration retryBase,
        Duration retryLongest) {
    /** Eight segments, so that the cap is kept within an eighth. */
    long segmentBytes() {
        return Math.max(Segment.SMALLEST, Math.min(spoolBytes / 8, 8 << 20));
    }
}
