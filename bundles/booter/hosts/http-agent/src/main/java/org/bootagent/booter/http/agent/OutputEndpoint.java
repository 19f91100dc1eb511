package org.bootagent.booter.http.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.service.HostRegistry;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a part of what a job writes, as bytes; the reply says how many are there. */
final class OutputEndpoint {
    static final String OUTPUT = "/agent/output";

    /** Largest part taken, in bytes. */
    static final int MAX_PART = 2 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(OutputEndpoint.class);

    private final HostRegistry registry;
    private final JobOutputStore outputs;

    OutputEndpoint(HostRegistry registry, JobOutputStore outputs) {
        this.registry = registry;
        this.outputs = outputs;
    }

    /**
     * @param agentsn of the host
     * @param job id
     * @param offset of the part, as text
     * @throws IOException if the part cannot be read
     */
    Answer post(String agentsn, String job, String offset, InputStream body) throws IOException {
        if (agentsn == null || job == null || offset == null || !offset.matches("[0-9]{1,12}")) {
            return Answer.refused(400, "agentsn, job and offset must be in the query, offset as a whole number");
        }
        byte[] part = body.readNBytes(MAX_PART + 1);
        if (part.length > MAX_PART) {
            return Answer.refused(413, "a part must have at most " + MAX_PART + " bytes");
        }
        return keep(agentsn, job, Long.parseLong(offset), part);
    }

    private Answer keep(String agentsn, String job, long offset, byte[] part) {
        try {
            registry.requireUnbound(agentsn);
            long received = outputs.append(agentsn, job, offset, part);
            ObjectNode reply = Json.MAPPER.createObjectNode().put("status", 0).put("received", received);
            return Answer.of(reply);
        } catch (FleetException e) {
            return Answer.refused(e);
        } catch (IOException | RuntimeException e) {
            LOG.error("the output of job {} cannot be kept; its host sends it again", job, e);
            return Answer.refused(500, "Booter failed to keep it; its log says why");
        }
    }
}
