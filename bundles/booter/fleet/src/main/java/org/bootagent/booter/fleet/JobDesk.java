package org.bootagent.booter.fleet;

import static org.bootagent.booter.fleet.FleetException.Kind.CONFLICT;
import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;
import static org.bootagent.booter.fleet.FleetException.Kind.NOT_FOUND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bootagent.api.job.Job;
import org.bootagent.booter.fleet.FleetStore.Transaction;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;

/** Where operators ask for jobs and take them back. */
final class JobDesk {
    private static final String CANCEL = "cancel";

    /** What the wire keeps beside the parameters, in the same object. */
    private static final List<String> RESERVED = List.of("id", "action", "name");

    private final FleetStore store;

    JobDesk(FleetStore store) {
        this.store = store;
    }

    FleetJob enqueue(String agentsn, String action, String name, String parameters, Instant now) {
        FleetJob job = queued(agentsn, action, name, object(parameters), now);
        return store.inTransaction(tx -> {
            if (tx.host(agentsn).isEmpty()) {
                throw noHost(agentsn);
            }
            return tx.addJob(job);
        });
    }

    FleetJob cancel(String id, Instant now) {
        return store.inTransaction(tx -> {
            FleetJob job = tx.jobLocked(id).orElseThrow(() -> noJob(id));
            return switch (job.status()) {
                case QUEUED -> takeBack(tx, job, now);
                case SENT -> askHost(tx, job, now);
                case DONE, FAILED, CANCELLED ->
                    throw new FleetException(CONFLICT, "job " + id + " is over already: " + job.status());
            };
        });
    }

    static FleetException noHost(String agentsn) {
        return new FleetException(NOT_FOUND, "no host has the serial number " + agentsn);
    }

    static FleetException noJob(String id) {
        return new FleetException(NOT_FOUND, "there is no job " + id);
    }

    private static FleetJob takeBack(Transaction tx, FleetJob job, Instant now) {
        FleetJob cancelled = job.ended(JobStatus.CANCELLED, null, "taken back before it was sent", now);
        tx.updateJobs(List.of(cancelled));
        return cancelled;
    }

    private static FleetJob askHost(Transaction tx, FleetJob job, Instant now) {
        ObjectNode target = Json.MAPPER.createObjectNode().put("job", job.id());
        FleetJob cancel = queued(job.agentsn(), CANCEL, "", target, now);
        boolean asked = tx.unfinishedJobs(job.agentsn(), Integer.MAX_VALUE).stream()
                .anyMatch(other ->
                        other.action().equals(CANCEL) && other.parameters().equals(cancel.parameters()));
        if (!asked) {
            tx.addJob(cancel);
        }
        return job;
    }

    private static FleetJob queued(String agentsn, String action, String name, ObjectNode parameters, Instant now) {
        ObjectNode message = parameters.deepCopy();
        message.put("id", UUID.randomUUID().toString()).put("action", action).put("name", name);
        try {
            Job job = JobMessage.read(message);
            return FleetJob.queued(
                    job.id(),
                    agentsn,
                    job.action(),
                    job.name(),
                    job.parameters().json(),
                    now);
        } catch (IllegalArgumentException e) {
            throw new FleetException(INVALID, e.getMessage(), e);
        }
    }

    private static ObjectNode object(String parameters) {
        if (parameters == null || parameters.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        if (parameters.length() > FleetJob.MAX_PARAMETERS) {
            throw new FleetException(
                    INVALID,
                    "parameters have " + parameters.length() + " characters, most is " + FleetJob.MAX_PARAMETERS);
        }
        JsonNode tree = parse(parameters);
        if (!(tree instanceof ObjectNode object)) {
            throw new FleetException(INVALID, "parameters must be a JSON object");
        }
        RESERVED.stream().filter(object::has).findFirst().ifPresent(field -> {
            throw new FleetException(INVALID, "'" + field + "' is a field of the job itself, not a parameter");
        });
        return object;
    }

    private static JsonNode parse(String parameters) {
        try {
            return Json.MAPPER.readTree(parameters);
        } catch (JsonProcessingException e) {
            throw new FleetException(INVALID, "parameters are not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
