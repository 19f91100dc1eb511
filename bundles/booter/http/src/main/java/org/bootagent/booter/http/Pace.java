package org.bootagent.booter.http;

/**
 * Tells a slow peer from one that reads nothing. A peer that was fast may pause for a while, because the kernel reports reads from a full buffer in large
 * steps; but not for as long as a slow transfer of the same amount would have taken.
 */
final class Pace {
    /** Limit of credit, above the kernel's buffer of a connection. */
    private static final long MOST_AHEAD = 8L << 20;

    private final long bytesPerSecond;
    private final int seconds;
    private long ahead;
    private long known;

    /**
     * Creates a pace that is met at the beginning.
     *
     * @param seconds between two checks
     */
    Pace(long bytesPerSecond, int seconds) {
        this.bytesPerSecond = bytesPerSecond;
        this.seconds = Math.max(1, seconds);
        this.ahead = bytesPerSecond * this.seconds;
    }

    int seconds() {
        return seconds;
    }

    /**
     * Checks how much was sent. Called once in {@link #seconds}.
     *
     * @return whether the peer is fast enough
     */
    boolean isKept(long sent) {
        ahead = Math.min(MOST_AHEAD, ahead + sent - known) - bytesPerSecond * seconds;
        known = sent;
        return ahead >= 0;
    }
}
