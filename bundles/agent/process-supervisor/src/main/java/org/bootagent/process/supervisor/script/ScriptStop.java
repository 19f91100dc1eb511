package org.bootagent.process.supervisor.script;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.process.supervisor.host.Durations;

/**
 * Ends what is left of a script.
 *
 * @param grace between SIGTERM and SIGKILL
 */
record ScriptStop(ScriptRemains remains, Duration grace) {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);
    private static final long LONGEST_PAUSE_MILLIS = 50;

    /** Reads output meanwhile, so that no process blocks on a full pipe. */
    interface Meanwhile {
        void run() throws IOException;
    }

    /** Ends all, and returns how it was ended. */
    String end(Meanwhile meanwhile) throws IOException, JobException {
        remains.signal("TERM", remains.find());
        if (awaitGone(grace, meanwhile, () -> true)) {
            return "it was ended by SIGTERM";
        }
        // Again and again, for what is forked meanwhile.
        if (awaitGone(KILL_PATIENCE, meanwhile, this::kill)) {
            return "it was killed, as it had not ended " + Durations.format(grace) + " after SIGTERM";
        }
        throw new JobException(
                ErrorCode.DOES_NOT_STOP,
                "the script does not stop: still there after SIGKILL: "
                        + String.join(", ", remains.names(remains.find()))
                        + "; see what they wait for in /proc/<pid>/stack");
    }

    private boolean kill() {
        try {
            remains.signal("KILL", remains.find());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean awaitGone(Duration patience, Meanwhile meanwhile, BooleanSupplier again) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        for (long pause = 1; !remains.find().isEmpty(); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            if (System.nanoTime() - end >= 0 || !again.getAsBoolean()) {
                return false;
            }
            meanwhile.run();
            pause(pause);
        }
        return true;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // It was heard before: this is the way out, and it has an end of its own.
        }
    }

    List<String> names() {
        return remains.names(remains.find());
    }
}
