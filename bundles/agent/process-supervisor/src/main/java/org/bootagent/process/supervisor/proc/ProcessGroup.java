package org.bootagent.process.supervisor.proc;

import java.time.Duration;

/** Process group of an agent: the process and its descendants, except those that left it for another session. */
public final class ProcessGroup {
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final ProcessRecord leader;
    private final boolean watched;
    private final String mark;
    private final Signals signals;
    private final ProcFs proc;

    /**
     * @param watched whether its leader was known to exist a moment ago; otherwise its number may be another group's by now
     * @param mark a variable in the environment of its processes
     */
    public ProcessGroup(ProcessRecord leader, boolean watched, String mark, Signals signals, ProcFs proc) {
        this.leader = leader;
        this.watched = watched;
        this.mark = mark;
        this.signals = signals;
        this.proc = proc;
    }

    /** Sends a signal; false if there is no such group, or no such signal. */
    public boolean signal(String signal) {
        return isOurs() && signals.send(signal, id());
    }

    private boolean isOurs() {
        var holder = proc.stat(id());
        if (holder.isPresent()) {
            return holder.get().start() == leader.stat().start();
        }
        return watched || proc.groupHas(id(), mark);
    }

    private long id() {
        return leader.stat().pid();
    }

    /** Returns whether it is empty. Signal 0 answers in a moment; only if processes are left is /proc read, to see whether they are all zombies. */
    public boolean isEmpty() {
        return !signal("0") || !proc.groupLives(id());
    }

    /** Waits and returns whether the group was empty in time. */
    public boolean awaitEmpty(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long pause = 2; !isEmpty(); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(pause);
        }
        return true;
    }
}
