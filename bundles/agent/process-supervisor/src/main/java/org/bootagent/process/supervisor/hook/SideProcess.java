package org.bootagent.process.supervisor.hook;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bootagent.process.supervisor.host.Durations;

/**
 * A command that runs beside an agent, and leads a process group. Its output is read as it comes and mostly dropped. Its end is never awaited, because a child
 * of the command may keep it open for ever.
 */
final class SideProcess {
    private static final int MOST_OUTPUT = 512;
    private static final long LONGEST_PAUSE_MILLIS = 50;
    private static final long KILL_PATIENCE_SECONDS = 2;
    /** Most reads in a row of a command that writes faster than it is read. */
    private static final int MOST_READS = 32;

    private static final int NOT_FOUND = 127;

    private final Process process;
    private final SideOutput out;
    private final String sh;
    private final StringBuilder output = new StringBuilder();
    private final byte[] buffer = new byte[8192];

    /** @param out not closed here */
    SideProcess(Process process, SideOutput out, String sh) {
        this.process = process;
        this.out = out;
        this.sh = sh;
    }

    /**
     * Outcome of a command.
     *
     * @param failure for an operator; empty if its exit code was 0
     * @param said the last of its output, in one line
     */
    record Outcome(Optional<String> failure, String said) {
        static Outcome failed(String why) {
            return new Outcome(Optional.of(why), "");
        }
    }

    Outcome await(String program, Duration timeout) throws InterruptedException {
        var failure = failure(program, timeout);
        return new Outcome(failure, text());
    }

    private Optional<String> failure(String program, Duration timeout) throws InterruptedException {
        try {
            if (!ends(timeout)) {
                return Optional.of(program + " did not end within " + Durations.format(timeout) + said());
            }
            take();
            int code = process.exitValue();
            String missing = code == NOT_FOUND ? "; is there such a program?" : "";
            return code == 0
                    ? Optional.empty()
                    : Optional.of(program + " ended with exit code " + code + missing + said());
        } catch (IOException e) {
            return Optional.of("the output of " + program + " cannot be read: " + e.getMessage());
        } finally {
            // Once it has ended, its number may be reused.
            if (process.isAlive()) {
                kill();
            }
        }
    }

    private boolean ends(Duration timeout) throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (long pause = 1;
                !process.waitFor(pause, TimeUnit.MILLISECONDS);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            take();
            if (System.nanoTime() - end >= 0) {
                return false;
            }
        }
        return true;
    }

    private void take() throws IOException {
        for (int i = 0; i < MOST_READS && out.available() > 0; i++) {
            int read = out.read(buffer);
            output.append(new String(buffer, 0, Math.max(0, read), StandardCharsets.UTF_8));
            output.delete(0, Math.max(0, output.length() - MOST_OUTPUT));
        }
    }

    private String text() {
        return output.toString().replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private String said() {
        String text = text();
        return text.isEmpty() ? "" : ": " + text;
    }

    private void kill() throws InterruptedException {
        try {
            new ProcessBuilder(sh, "-c", "kill -s KILL -- \"-$0\"", Long.toString(process.pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        process.waitFor(KILL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
