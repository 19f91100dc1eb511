package org.bootagent.booter.fleet.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.bootagent.wire.Json;

/**
 * A job for a host, with its history.
 *
 * @param id a UUID
 * @param agentsn of the host
 * @param action the verb
 * @param name of the agent, or empty for a job on the host itself
 * @param parameters one JSON object: everything else the host is told
 * @param errcode of its result, or null while there is none
 * @param message of its result; empty while there is none
 * @param created when it was asked for
 * @param sent when it was first in a reply to its host, or null
 * @param finished when its result arrived or it was taken back, or null
 * @param attempts in how many replies it was
 * @param progress 0.0 to 1.0
 * @param progressMessage what is being done, a phrase
 * @param seq order in which jobs were asked for; 0 before it is stored
 */
public record FleetJob(
        String id,
        String agentsn,
        String action,
        String name,
        String parameters,
        JobStatus status,
        Integer errcode,
        String message,
        Instant created,
        Instant sent,
        Instant finished,
        int attempts,
        double progress,
        String progressMessage,
        long seq) {
    /** Most characters of {@link #parameters}. */
    public static final int MAX_PARAMETERS = 256 * 1024;

    /**
     * Parameter, {@code true} if the caller waits for the result: such a job is taken back if Booter ends before the job was sent. The id of another such job if it
     * completes that one: it is taken back only together with it.
     */
    public static final String CALLER_WAITS = "callerWaits";

    public FleetJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(agentsn, "agentsn");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(created, "created");
        name = name == null ? "" : name;
        parameters = parameters == null ? "{}" : parameters;
        message = message == null ? "" : message;
        progressMessage = progressMessage == null ? "" : progressMessage;
    }

    /** A UUID (version 7) that begins with the time: what is asked for together lies together in the database. */
    public static String newId(Instant now) {
        UUID random = UUID.randomUUID();
        long time = (now.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff);
        return new UUID(time, random.getLeastSignificantBits()).toString();
    }

    /** A job that waits to be sent. */
    public static FleetJob queued(
            String id, String agentsn, String action, String name, String parameters, Instant created) {
        return new FleetJob(
                id, agentsn, action, name, parameters, JobStatus.QUEUED, null, "", created, null, null, 0, 0, "", 0);
    }

    /** As it is stored. */
    public FleetJob numbered(long number) {
        return new FleetJob(
                id,
                agentsn,
                action,
                name,
                parameters,
                status,
                errcode,
                message,
                created,
                sent,
                finished,
                attempts,
                progress,
                progressMessage,
                number);
    }

    /** The same for another host, with an id of its own. */
    public FleetJob of(String host) {
        return queued(newId(created), host, action, name, parameters, created);
    }

    /** What its host is told: id, action and name, and beside them, flat, the parameters. */
    public JsonNode instruction() {
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("id", id).put("action", action);
        if (!name.isEmpty()) {
            message.put("name", name);
        }
        message.setAll(parameterTree());
        return message;
    }

    /** {@link #instruction} as JSON. Id, action and name have no characters that JSON would escape, and the parameters are an object already. */
    public String instructionJson() {
        String agent = name.isEmpty() ? "" : ",\"name\":\"" + name + "\"";
        String rest = parameters.strip().substring(1).strip();
        return "{\"id\":\"" + id + "\",\"action\":\"" + action + "\"" + agent + (rest.equals("}") ? rest : "," + rest);
    }

    /** Whether {@link #CALLER_WAITS}. */
    public boolean callerWaits() {
        return parameters.contains(CALLER_WAITS)
                && parameterTree().path(CALLER_WAITS).booleanValue();
    }

    /** Returns the id of the job that this one completes, see {@link #CALLER_WAITS}; empty if there is none. */
    public String completes() {
        return parameters.contains(CALLER_WAITS)
                ? Objects.requireNonNullElse(parameterTree().path(CALLER_WAITS).textValue(), "")
                : "";
    }

    /** {@link #parameters}, read. */
    public ObjectNode parameterTree() {
        try {
            return (ObjectNode) Json.MAPPER.readTree(parameters);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored parameters of job " + id + " are damaged", e);
        }
    }

    /** In one more reply to its host. */
    public FleetJob sentAgain(Instant now) {
        return new FleetJob(
                id,
                agentsn,
                action,
                name,
                parameters,
                JobStatus.SENT,
                errcode,
                message,
                created,
                sent == null ? now : sent,
                finished,
                attempts + 1,
                progress,
                progressMessage,
                seq);
    }

    /** Not sent, as its host has dropped it. */
    public FleetJob queuedAgain(String why) {
        if (!status.mayBecome(JobStatus.QUEUED)) {
            throw new IllegalStateException("job " + id + " is " + status + " and cannot become QUEUED");
        }
        return new FleetJob(
                id,
                agentsn,
                action,
                name,
                parameters,
                JobStatus.QUEUED,
                errcode,
                message,
                created,
                null,
                finished,
                attempts,
                0,
                why,
                seq);
    }

    public FleetJob ended(JobStatus end, Integer code, String why, Instant now) {
        if (!status.mayBecome(end)) {
            throw new IllegalStateException("job " + id + " is " + status + " and cannot become " + end);
        }
        double done = end == JobStatus.DONE ? 1 : progress;
        return new FleetJob(
                id,
                agentsn,
                action,
                name,
                parameters,
                end,
                code,
                why,
                created,
                sent,
                now,
                attempts,
                done,
                progressMessage,
                seq);
    }

    public FleetJob advanced(double done, String doing) {
        return new FleetJob(
                id,
                agentsn,
                action,
                name,
                parameters,
                status,
                errcode,
                message,
                created,
                sent,
                finished,
                attempts,
                done,
                doing,
                seq);
    }
}
