package org.bootagent.process.supervisor.log;

import java.nio.file.Path;

/** Growth of a log. Updated concurrently by looks, by the kernel, and by the start and end of agents. */
final class GrowingLog {
    /** Checks without growth after which a log is quiet: longer than the pause between two lines of an agent that writes one a second. */
    static final int QUIET = 10;

    private static final long UNKNOWN = -1;

    private final Path file;
    private State state = State.GROWS;
    private long size = UNKNOWN;
    private long growth;
    private int unchanged;

    enum State {
        /** Is looked at often. */
        GROWS,
        /** Is quiet; the kernel tells when it is written to. */
        WATCHED,
        /** Is quiet; nobody tells of the next write. */
        UNWATCHED,
        /** Belongs to an agent that has ended. */
        ENDED
    }

    GrowingLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    synchronized State state() {
        return state;
    }

    /** Returns whether it was never looked at. */
    synchronized boolean unknown() {
        return size == UNKNOWN;
    }

    synchronized void grow() {
        unchanged = 0;
        if (state != State.ENDED) {
            state = State.GROWS;
        }
    }

    synchronized long size() {
        return size;
    }

    /** Returns by how much it had grown when it was last measured. */
    synchronized long growth() {
        return growth;
    }

    synchronized void measured(long now) {
        growth = now - size;
        size = now;
        if (growth != 0) {
            grow();
        } else {
            unchanged++;
        }
    }

    /** Takes the size after a rotation, which is no growth. */
    synchronized void rotated(long now) {
        size = now;
    }

    synchronized boolean becomesQuiet() {
        return state == State.GROWS && unchanged >= QUIET;
    }

    synchronized void watched() {
        state = state == State.GROWS ? State.WATCHED : state;
    }

    synchronized void unwatched() {
        state = state == State.WATCHED ? State.UNWATCHED : state;
    }

    synchronized void end() {
        state = State.ENDED;
    }
}
