package org.bootagent.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.packages.PackageReference;
import org.bootagent.wire.JobMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the jobs of a reply, the valid ones together. An invalid one fails alone. */
public final class JobReader {
    private static final Logger LOG = LoggerFactory.getLogger(JobReader.class);
    private static final int MAX_ID = 128;
    private static final int MAX_ECHO = 64;

    private final JobQueue queue;
    private final Clock clock;

    public JobReader(JobQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * Returns the number of jobs, valid and invalid.
     *
     * @param server that sends them, and has the packages that they name: {@code http://HOST[:PORT]}
     */
    public int read(JsonNode reply, String server) {
        var jobs = reply.path("jobs");
        if (!jobs.isArray()) {
            if (!jobs.isNull() && !jobs.isMissingNode()) {
                LOG.warn("Ignoring the server's 'jobs', which are not an array");
            }
            return 0;
        }
        var good = new ArrayList<Job>();
        jobs.forEach(message -> read(message, server, good::add));
        submit(good);
        return jobs.size();
    }

    /** Reads one job of a server, as {@link #read} does. */
    public void take(JsonNode message, String server) {
        read(message, server, job -> submit(List.of(job)));
    }

    private void read(JsonNode message, String server, Consumer<Job> good) {
        Job job;
        try {
            job = JobMessage.read(of(server, message));
        } catch (IllegalArgumentException | ArithmeticException e) {
            reject(message, e.getMessage());
            return;
        }
        good.accept(job);
    }

    /** Adds the server whose packages the job names; a message cannot set this itself. */
    private static JsonNode of(String server, JsonNode message) {
        if (!(message instanceof ObjectNode job)) {
            return message;
        }
        job.remove(PackageReference.SERVER);
        boolean refers = PackageReference.isOne(job.path("url").textValue());
        for (JsonNode url : job.path("urls")) {
            refers |= PackageReference.isOne(url.textValue());
        }
        return refers ? job.put(PackageReference.SERVER, server) : job;
    }

    private void submit(List<Job> jobs) {
        try {
            if (!jobs.isEmpty()) {
                queue.submit(jobs);
            }
        } catch (MetafileException e) {
            // The server sends them again until their results arrive.
            LOG.warn("Not accepting {} jobs, which could not be recorded: {}", jobs.size(), e.getMessage());
        }
    }

    private void reject(JsonNode message, String why) {
        String id = text(message, "id", MAX_ID);
        if (id.isEmpty()) {
            LOG.warn("Ignoring a job without a usable id, so no result can be reported: {}", why);
            return;
        }
        String action = text(message, "action", MAX_ECHO);
        String name = text(message, "name", MAX_ECHO);
        LOG.warn("Refusing job {} ({} {}): {}", id, action, name, why);
        try {
            queue.reject(new JobResult(id, action, name, "", code(message).number(), why, clock.instant()));
        } catch (MetafileException e) {
            LOG.warn("Not reporting the refusal of job {}, which could not be recorded: {}", id, e.getMessage());
        }
    }

    private static ErrorCode code(JsonNode message) {
        return message.hasNonNull("action") ? ErrorCode.BAD_FIELD : ErrorCode.MISSING_FIELD;
    }

    private static String text(JsonNode message, String field, int longest) {
        var value = message.path(field);
        return value.isValueNode() && !value.isNull() && value.asText().length() <= longest ? value.asText() : "";
    }
}
