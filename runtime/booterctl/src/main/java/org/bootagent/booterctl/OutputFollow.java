package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Prints a job's output as it arrives. */
final class OutputFollow {
    /** Longest wait that the server allows in a request. */
    private static final long MAX_WAIT_SECONDS = 60;
    /** Attempts while a server is being restarted. */
    private static final int TRIES = 15;

    private static final long PAUSE_MILLIS = 1000;

    private final Session session;
    private final String path;
    private final long end;

    /** @param patience how long to wait for the end */
    OutputFollow(Session session, String job, Duration patience) {
        this.session = session;
        this.path = "/api/v2/jobs/" + Server.encoded(job);
        this.end = System.nanoTime() + patience.toNanos();
    }

    /** Prints the output so far, and returns the job. */
    JsonNode printAvailable() throws CommandException {
        for (var part = part(0, 0); part.bytes().hasRemaining(); part = part(part.next(), 0)) {
            session.output().bytes(part.bytes());
        }
        return session.server().get(path);
    }

    /** Prints until the job has ended or the time is over, and returns the job. */
    JsonNode printToEnd() throws CommandException {
        long offset = 0;
        while (true) {
            long left = Duration.ofNanos(end - System.nanoTime()).toSeconds();
            var part = part(offset, Math.max(0, Math.min(MAX_WAIT_SECONDS, left)));
            session.output().bytes(part.bytes());
            offset = part.next();
            if (part.complete() || (left <= 0 && !part.bytes().hasRemaining())) {
                return session.server().get(path);
            }
        }
    }

    private Server.Part part(long offset, long seconds) throws CommandException {
        String query = "?offset=" + offset + "&wait=" + seconds;
        for (int tries = 1; ; tries++) {
            try {
                return session.server().part(path + "/output" + query);
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
