package org.bootagent.booterctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.Server;
import org.bootagent.wire.PrintableText;

/** Follows a job to its end. */
public final class JobWatch {
    private final Session session;
    private final Deadline deadline;

    private JobWatch(Session session) {
        this.session = session;
        this.deadline = new Deadline(session.timeout());
    }

    /** Shows a new job that is not waited for. */
    static Exit show(Session session, JsonNode job) {
        if (session.output().json()) {
            session.output().json(job);
        } else {
            session.output()
                    .line("job " + job.path("id").asText() + " "
                            + job.path("status").asText() + ": " + title(job));
        }
        return Exit.SUCCESS;
    }

    /** Shows the job's progress until its result is in. */
    public static Exit follow(Session session, JsonNode job) throws CommandException {
        var watch = new JobWatch(session);
        try {
            return watch.result(watch.untilFinished(job));
        } finally {
            session.output().endProgress();
        }
    }

    public static boolean finished(JsonNode job) {
        return !job.path("status").asText().equals("queued")
                && !job.path("status").asText().equals("sent");
    }

    /** Returns the exit code. A job without a result yet has not failed. */
    public static Exit exit(JsonNode job) {
        return finished(job) && !job.path("status").asText().equals("done") ? Exit.JOB_FAILED : Exit.SUCCESS;
    }

    private JsonNode untilFinished(JsonNode first) throws CommandException {
        var job = first;
        while (!finished(job)) {
            session.output().progress(progress(job));
            if (deadline.secondsLeft() <= 0) {
                throw new CommandException(Exit.TIMED_OUT, tooLate(job));
            }
            job = next(job.path("id").asText(), deadline.requestSeconds());
        }
        return job;
    }

    private JsonNode next(String id, long seconds) throws CommandException {
        String path = "/api/v2/jobs/" + Server.encoded(id) + "?wait=" + seconds;
        try {
            return deadline.retry(() -> session.server().get(path));
        } catch (CommandException e) {
            throw new CommandException(
                    e.exit(),
                    e.getMessage() + "; job " + id + " may go on: 'booterctl job " + id + " --wait' follows it");
        }
    }

    private Exit result(JsonNode job) {
        var output = session.output();
        output.endProgress();
        var exit = exit(job);
        if (output.json()) {
            output.json(job);
        } else if (exit == Exit.SUCCESS) {
            output.line("job " + job.path("id").asText() + " done: " + title(job) + said(job));
        }
        if (exit != Exit.SUCCESS) {
            output.error("job " + job.path("id").asText() + " "
                    + job.path("status").asText() + ": " + title(job) + code(job) + said(job));
        }
        return exit;
    }

    private String tooLate(JsonNode job) {
        String id = job.path("id").asText();
        return "no result of job " + id + " (" + title(job) + ", "
                + job.path("status").asText() + ") within "
                + session.timeout().toSeconds() + " s; it goes on: 'booterctl job " + id
                + " --wait' follows it, 'booterctl cancel "
                + id + "' takes it back";
    }

    private static String progress(JsonNode job) {
        String status = job.path("status").asText();
        double done = job.path("progress").path("done").asDouble();
        String message = clean(job.path("progress").path("message").asText());
        String where = status.equals("queued") ? "waits for the host's next report" : "on the host";
        if (done > 0 || !message.isEmpty()) {
            where = ((done > 0 ? Math.round(done * 100) + "% " : "") + message).strip();
        }
        return title(job) + ": " + where;
    }

    private static String title(JsonNode job) {
        return (job.path("action").asText() + " " + job.path("name").asText()).strip();
    }

    private static String code(JsonNode job) {
        return job.hasNonNull("errcode") ? ", errcode " + job.path("errcode").asInt() : "";
    }

    private static String said(JsonNode job) {
        String message = clean(job.path("message").asText());
        return message.isEmpty() ? "" : " (" + message + ")";
    }

    private static String clean(String text) {
        return PrintableText.line(text);
    }
}
