package org.bootagent.booter.fleet.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.wire.Json;

/**
 * A job for a host, with its history.
 *
 * @param id a UUID
 * @param agentsn of the host
 * @param createdBy the {@link Caller#id} of who asked for it; empty for a job of an older Booter
 * @param seq order in which jobs were asked for; 0 before it is stored
 */
public record FleetJob(
        String id,
        String agentsn,
        String createdBy,
        JobRequest request,
        JobStatus status,
        JobOutcome outcome,
        JobTimeline times,
        JobProgress progress,
        long seq) {
    /**
     * Parameter, {@code true} if the caller waits for the result: such a job is taken back if Booter ends before the job was sent. The id of another such job if it
     * completes that one: it is taken back only together with it.
     */
    public static final String CALLER_WAITS = "callerWaits";

    public FleetJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(agentsn, "agentsn");
        Objects.requireNonNull(createdBy, "createdBy");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(progress, "progress");
    }

    /** Returns a UUID (version 7) that begins with the time: jobs asked for together lie together in the database. */
    public static String newId(Instant now) {
        UUID random = UUID.randomUUID();
        long time = (now.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff);
        return new UUID(time, random.getLeastSignificantBits()).toString();
    }

    /** Returns a job that waits to be sent. */
    public static FleetJob queued(String id, String agentsn, Caller by, JobRequest request, Instant created) {
        return new FleetJob(
                id,
                agentsn,
                by.id(),
                request,
                JobStatus.QUEUED,
                JobOutcome.NONE,
                JobTimeline.begin(created),
                JobProgress.NONE,
                0);
    }

    public String action() {
        return request.action();
    }

    /** Returns the name of the agent; empty for a job on the host itself. */
    public String name() {
        return request.name();
    }

    public String parameters() {
        return request.parameters();
    }

    /** Returns the code of the result; null while there is none. */
    public Integer errcode() {
        return outcome.errcode();
    }

    /** Returns the message of the result; empty while there is none. */
    public String message() {
        return outcome.message();
    }

    public Instant created() {
        return times.created();
    }

    /** Returns when the job was first sent, or null. */
    public Instant sent() {
        return times.sent();
    }

    /** Returns when the job's result arrived or it was taken back, or null. */
    public Instant finished() {
        return times.finished();
    }

    public int attempts() {
        return times.attempts();
    }

    /** Returns the job as it is stored. */
    public FleetJob numbered(long number) {
        return new FleetJob(id, agentsn, createdBy, request, status, outcome, times, progress, number);
    }

    /** Returns the message for the host: id, action and name, and beside them, flat, the parameters. */
    public JsonNode instruction() {
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("id", id).put("action", action());
        if (!name().isEmpty()) {
            message.put("name", name());
        }
        message.setAll(parameterTree());
        return message;
    }

    /** Returns {@link #instruction} as JSON. Id, action and name have no characters that JSON would escape, and the parameters are an object already. */
    public String instructionJson() {
        String agent = name().isEmpty() ? "" : ",\"name\":\"" + name() + "\"";
        String rest = parameters().strip().substring(1).strip();
        return "{\"id\":\"" + id + "\",\"action\":\"" + action() + "\"" + agent
                + (rest.equals("}") ? rest : "," + rest);
    }

    /** Returns whether {@link #CALLER_WAITS}. */
    public boolean callerWaits() {
        return parameters().contains(CALLER_WAITS)
                && parameterTree().path(CALLER_WAITS).booleanValue();
    }

    /** Returns the id of the job that this one completes, see {@link #CALLER_WAITS}; empty if there is none. */
    public String completes() {
        return parameters().contains(CALLER_WAITS)
                ? Objects.requireNonNullElse(parameterTree().path(CALLER_WAITS).textValue(), "")
                : "";
    }

    /** Returns {@link #parameters}, read. */
    public ObjectNode parameterTree() {
        try {
            return (ObjectNode) Json.MAPPER.readTree(parameters());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored parameters of job " + id + " are damaged", e);
        }
    }

    /** Returns the job after one more reply to its host. */
    public FleetJob sentAgain(Instant now) {
        return with(JobStatus.SENT, outcome, times.sentAgain(now), progress);
    }

    /** Returns the job as not sent, because its host has dropped it. */
    public FleetJob queuedAgain(String why) {
        require(JobStatus.QUEUED);
        return with(JobStatus.QUEUED, outcome, times.notSent(), new JobProgress(0, why));
    }

    public FleetJob ended(JobStatus end, Integer code, String why, Instant now) {
        require(end);
        double done = end == JobStatus.DONE ? 1 : progress.done();
        return with(end, new JobOutcome(code, why), times.ended(now), new JobProgress(done, progress.message()));
    }

    public FleetJob advanced(double done, String doing) {
        return with(status, outcome, times, new JobProgress(done, doing));
    }

    private FleetJob with(JobStatus newStatus, JobOutcome newOutcome, JobTimeline newTimes, JobProgress newProgress) {
        return new FleetJob(id, agentsn, createdBy, request, newStatus, newOutcome, newTimes, newProgress, seq);
    }

    private void require(JobStatus next) {
        if (!status.mayBecome(next)) {
            throw new IllegalStateException("job " + id + " is " + status + " and cannot become " + next);
        }
    }
}
