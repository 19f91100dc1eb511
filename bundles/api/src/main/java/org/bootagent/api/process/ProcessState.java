package org.bootagent.api.process;

import java.util.EnumSet;
import java.util.Set;

/**
 * The state of an agent's process.
 *
 * <pre>
 *            start                     up
 *  STOPPED ────────▶ STARTING ──────────────────▶ RUNNING
 *     ▲                │  ▲  exit                   │ exit
 *     │ gone           ▼  └────────── BACKOFF ◀─────┤
 *  STOPPING ◀── stop ──┴── stop ──────────┘         ├──▶ FATAL  (failed too often)
 *                                                   └──▶ KILLED (over a limit)
 *
 *  RUNNING ── unhealthy ──▶ RESTARTING ── gone ──▶ BACKOFF or FATAL; stop ──▶ STOPPING
 * </pre>
 */
public enum ProcessState {
    /** Stopped on purpose, or ended by itself as it should. */
    STOPPED("stoped"),
    /** Being started. */
    STARTING("running"),
    RUNNING("running"),
    /** Ended, and waiting to be started again. */
    BACKOFF("running"),
    /** Told to stop and still running. */
    STOPPING("running"),
    /** Stopped because it is unhealthy, and still running. Goes on as if it had ended by itself. */
    RESTARTING("running"),
    /** Given up after repeated failures. */
    FATAL("fatal"),
    /** Killed for exceeding a limit. */
    KILLED("killed");

    private final String wireName;

    ProcessState(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the {@code status} on the wire: the nearest of the seed's four words, in its spelling. */
    public String wireName() {
        return wireName;
    }

    /** Returns whether an agent in this state may change to that one. */
    public boolean mayBecome(ProcessState next) {
        return successors().contains(next);
    }

    /** Returns whether there is, or may be, a process. */
    public boolean hasProcess() {
        return this == STARTING || this == RUNNING || this == STOPPING || this == RESTARTING;
    }

    /**
     * Returns whether the agent is wanted: it was started and not stopped since. It runs, is being started or restarted, waits to be started again, was given up, or
     * was killed.
     *
     * <p>An agent that was given up or killed is wanted, for three reasons. An operator mends it by a new release, so an upgrade must start it. It stays as it is
     * until somebody starts it, so what only applies a state again must not. A killed one may be about to start again by its policy. An agent that is being
     * stopped is not wanted.
     */
    public boolean isWanted() {
        return this != STOPPED && this != STOPPING;
    }

    /** Returns whether the agent ended for good and waits until somebody starts it, unless its policy restarts what was killed. */
    public boolean isHalted() {
        return this == FATAL || this == KILLED;
    }

    private Set<ProcessState> successors() {
        return switch (this) {
            case STOPPED -> EnumSet.of(STARTING, RUNNING);
            case STARTING -> EnumSet.of(RUNNING, BACKOFF, STOPPING, STOPPED, FATAL, KILLED);
            case RUNNING -> EnumSet.of(BACKOFF, STOPPING, RESTARTING, STOPPED, FATAL, KILLED);
            case BACKOFF -> EnumSet.of(STARTING, STOPPED, FATAL);
            case STOPPING -> EnumSet.of(STOPPED);
            case RESTARTING -> EnumSet.of(BACKOFF, STOPPING, FATAL);
            case FATAL, KILLED -> EnumSet.of(STARTING, STOPPED);
        };
    }
}
