package org.bootagent.booterctl.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.Deadline;
import org.bootagent.booterctl.command.Session;

/** Prints a job's output as it arrives. */
final class OutputFollow {
    private final Session session;
    private final String path;
    private final Deadline deadline;

    /** @param timeout how long to wait for the end */
    OutputFollow(Session session, String job, Duration timeout) {
        this.session = session;
        this.path = "/api/v2/jobs/" + Server.encoded(job);
        this.deadline = new Deadline(timeout);
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
            long left = deadline.secondsLeft();
            var part = part(offset, deadline.requestSeconds());
            session.output().bytes(part.bytes());
            offset = part.next();
            if (part.complete() || (left <= 0 && !part.bytes().hasRemaining())) {
                return session.server().get(path);
            }
        }
    }

    private Server.Part part(long offset, long seconds) throws CommandException {
        return deadline.retry(() -> session.server().part(path + "/output?offset=" + offset + "&wait=" + seconds));
    }
}
