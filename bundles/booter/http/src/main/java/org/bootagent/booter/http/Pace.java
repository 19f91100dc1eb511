package org.bootagent.booter.http;

/**
 * Tells a slow peer from one that takes nothing. A peer that was fast may stand still for a while, as the kernel tells in large steps how much of a full buffer was
 * taken; but not for as long as it could have been slow.
 */
final class Pace {
    /** More than the kernel keeps of a connection. */
    private static final long MOST_AHEAD = 8L << 20;

    private final long bytesPerSecond;
    private final int seconds;
    private long ahead;
    private long known;

    /**
     * A pace that is kept at the begin.
     *
     * @param seconds between two looks
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
     * Looks at how much was sent. Called once in {@link #seconds}.
     *
     * @return whether the peer is fast enough
     */
    boolean isKept(long sent) {
        ahead = Math.min(MOST_AHEAD, ahead + sent - known) - bytesPerSecond * seconds;
        known = sent;
        return ahead >= 0;
    }
}
