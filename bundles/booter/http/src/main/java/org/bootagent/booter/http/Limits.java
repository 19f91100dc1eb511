package org.bootagent.booter.http;

import java.time.Duration;

/**
 * Limits of concurrent use.
 *
 * @param bodyBytes largest body that is read for a servlet
 * @param bodySeconds that a body has to arrive, and one more for each {@code slowest} bytes of it; that a download may stand still at its beginning
 * @param slowest accepted speed of a peer, in bytes a second
 * @param memoryBytes of bodies and answers in progress
 * @param downloads in progress
 * @param uploads in progress
 * @param connections open
 * @param connectionsPerAddress open from one address
 */
record Limits(
        long bodyBytes,
        int bodySeconds,
        int slowest,
        long memoryBytes,
        int downloads,
        int uploads,
        int connections,
        int connectionsPerAddress) {
    /** Default of the slowest accepted peer, in bytes a second. */
    static final int SLOWEST = 4096;

    /** Share of memory and uploads for one address. */
    private static final int SHARE = 4;

    /** Largest body that any servlet takes, in bytes. */
    static final long MAX_BODY = 8L << 20;

    private static final int MEMORY_PART = 8;

    static Limits usual() {
        return new Limits(MAX_BODY, 30, SLOWEST, memoryPart(), 4096, 16, 16384, 1024);
    }

    /** Returns the part of this process's memory for bodies and answers. */
    static long memoryPart() {
        return Math.max(2 * MAX_BODY, Runtime.getRuntime().maxMemory() / MEMORY_PART);
    }

    Quota memory() {
        return new Quota(memoryBytes, Math.max(memoryBytes / SHARE, Math.min(memoryBytes, bodyBytes)));
    }

    Quota downloadPlaces() {
        return new Quota(downloads, downloads);
    }

    Quota uploadPlaces() {
        return new Quota(uploads, Math.max(1, uploads / 2));
    }

    Quota connectionPlaces() {
        return new Quota(connections, connectionsPerAddress);
    }

    /** Returns the required pace of a download. */
    Pace pace() {
        return new Pace(slowest, bodySeconds);
    }

    /** Returns how long a body may take. */
    Duration deadline(long bytes) {
        return Duration.ofSeconds(bodySeconds + bytes / slowest);
    }
}
