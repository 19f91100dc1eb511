package org.bootagent.booterctl.command;

import java.time.Duration;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;

/** End of the wait for a job. Until then, requests are sent again while the server is being restarted. */
public final class Deadline {
    /** Longest wait that the server allows in a request. */
    private static final long MAX_WAIT_SECONDS = 60;
    /** Attempts while a server is being restarted. */
    private static final int TRIES = 15;

    private static final long PAUSE_MILLIS = 1000;

    private final long end;

    public Deadline(Duration timeout) {
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** Request that may be sent again. */
    public interface Request<T> {
        T send() throws CommandException;
    }

    /** Returns the seconds until the deadline; zero or less if it has passed. */
    public long secondsLeft() {
        return Duration.ofNanos(end - System.nanoTime()).toSeconds();
    }

    /** Returns how long the next request may wait. */
    public long requestSeconds() {
        return Math.max(0, Math.min(MAX_WAIT_SECONDS, secondsLeft()));
    }

    /** Sends a request, and sends it again while the server cannot be reached. */
    public <T> T retry(Request<T> request) throws CommandException {
        for (int tries = 1; ; tries++) {
            try {
                return request.send();
            } catch (CommandException e) {
                if (e.exit() != Exit.SERVER || tries == TRIES || System.nanoTime() - end >= 0) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
