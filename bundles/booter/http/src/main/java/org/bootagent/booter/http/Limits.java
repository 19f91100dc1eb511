package org.bootagent.booter.http;

import java.time.Duration;

/**
 * How much of everything there may be at one time.
 *
 * @param bodyBytes largest body that is read for a servlet
 * @param bodySeconds that a body has to arrive, and one more for each {@code slowest} bytes of it; that a download may stand still at its begin
 * @param slowest bytes a second of the slowest peer that is waited for
 * @param memoryBytes of bodies and answers that are on their way
 * @param downloads that are sent at one time
 * @param uploads that are received at one time
 * @param connections open at one time
 * @param connectionsPerAddress of these, from one address
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
    /** Bytes a second of the slowest peer that is usually waited for. */
    static final int SLOWEST = 4096;

    /** The share of memory and uploads that one address may have. */
    private static final int SHARE = 4;

    /** Largest body that any servlet takes, in bytes. */
    static final long MAX_BODY = 8L << 20;

    private static final int MEMORY_PART = 8;

    static Limits usual() {
        return new Limits(MAX_BODY, 30, SLOWEST, memoryPart(), 4096, 16, 16384, 1024);
    }

    /** The part of this process's memory that bodies and answers may have. */
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

    /** How fast a download has to be. */
    Pace pace() {
        return new Pace(slowest, bodySeconds);
    }

    /** How long a body may take. */
    Duration deadline(long bytes) {
        return Duration.ofSeconds(bodySeconds + bytes / slowest);
    }
}
