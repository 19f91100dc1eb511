package org.bootagent.booter.fleet.service;

import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.GoText;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;

/** Checks requests of jobs, and makes those that cancel another job. */
final class JobRequests {
    private static final String CANCEL = "cancel";

    /** Fields of the wire beside the parameters, in the same object. */
    private static final List<String> RESERVED = List.of("id", "action", "name");

    private JobRequests() {}

    /**
     * Returns a request whose fields are valid and whose parameters are in canonical form.
     *
     * @throws FleetException INVALID
     */
    static JobRequest checked(String action, String name, String parameters) {
        ObjectNode message = object(parameters);
        message.put("id", "new").put("action", action).put("name", name);
        try {
            var job = JobMessage.read(message);
            // Half of a surrogate pair cannot be written in UTF-8.
            return new JobRequest(
                    job.action(), job.name(), GoText.wellFormed(job.parameters().json()));
        } catch (IllegalArgumentException e) {
            throw new FleetException(INVALID, e.getMessage(), e);
        }
    }

    /** Returns the request that tells a host to cancel a job. */
    static JobRequest cancel(FleetJob job) {
        return new JobRequest(
                CANCEL, "", Json.MAPPER.createObjectNode().put("job", job.id()).toString());
    }

    /** Returns whether the job's host was told to cancel it and has not answered. */
    static boolean isCancelled(UnitOfWork work, FleetJob job) {
        var cancel = cancel(job);
        return work.jobs().unfinished(job.agentsn(), Integer.MAX_VALUE).stream()
                .anyMatch(other -> other.request().equals(cancel));
    }

    private static ObjectNode object(String parameters) {
        if (parameters == null || parameters.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        if (parameters.length() > JobRequest.MAX_PARAMETERS) {
            throw new FleetException(
                    INVALID,
                    "parameters have " + parameters.length() + " characters, most is " + JobRequest.MAX_PARAMETERS);
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
            throw new FleetException(INVALID, "parameters are not JSON: " + Json.fault(e), e);
        }
    }
}
