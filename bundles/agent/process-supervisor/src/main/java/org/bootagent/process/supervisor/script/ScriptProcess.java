package org.bootagent.process.supervisor.script;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.report.JobOutput;

/**
 * A running script. Its output is read as it comes, and its end is never awaited, because a background process may keep it open for ever. It uses a pipe of our
 * own: the JDK's reaper reads all of its pipes' content into memory.
 */
final class ScriptProcess {
    private static final long LONGEST_PAUSE_MILLIS = 50;
    /** Most bytes taken at the end: more than a pipe holds, but not what something in the background goes on to write. */
    private static final int MOST_AT_THE_END = 128 << 10;

    private final Process process;
    private final FileInputStream pipe;
    private final JobOutput output;
    private final ScriptRemains remains;
    private final ScriptStop stop;
    private final byte[] buffer = new byte[32 << 10];

    /** @param pipe not closed here */
    ScriptProcess(Process process, FileInputStream pipe, JobOutput output, ScriptRemains remains, ScriptStop stop) {
        this.process = process;
        this.pipe = pipe;
        this.output = output;
        this.remains = remains;
        this.stop = stop;
    }

    ScriptEnd await(JobContext context) throws IOException, JobException {
        try {
            for (long pause = 1; !process.waitFor(pause, TimeUnit.MILLISECONDS); pause = next(pause)) {
                if (take(Integer.MAX_VALUE, context) > 0) {
                    pause = 1;
                }
                context.checkCancelled();
            }
        } catch (InterruptedException | JobException stop) {
            throw stopped(context);
        }
        take(MOST_AT_THE_END, null);
        return new ScriptEnd(process.exitValue(), remains.names(remains.find()));
    }

    private static long next(long pause) {
        return Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    /** Takes what is there, up to so much, and no longer than the job may go on. */
    private int take(int most, JobContext context) throws IOException {
        int taken = 0;
        while (taken < most && pipe.available() > 0 && (context == null || !context.cancelled())) {
            int read = pipe.read(buffer);
            output.write(buffer, 0, read);
            taken += read;
        }
        return taken;
    }

    private JobException stopped(JobContext context) throws IOException, JobException {
        // The interrupt has been heard; it must not cut the script's own way out short.
        boolean unused = Thread.interrupted();
        String how = stop.end(() -> take(MOST_AT_THE_END, null));
        take(MOST_AT_THE_END, null);
        try {
            context.checkCancelled();
            return new JobException(ErrorCode.CANCELLED, "broken off; " + how);
        } catch (JobException why) {
            return new JobException(why.code(), why.getMessage() + "; " + how);
        }
    }
}
