package org.bootagent.booter.http.agent;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Collectors;
import org.bootagent.api.packages.PackageReference;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.service.HostRegistry;
import org.bootagent.booter.fleet.service.ReportService;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the body of a host's request to the reply. */
final class AgentEndpoint {
    static final String REGISTER = "/agent/register";
    static final String STATUS = "/agent/status";

    /** Largest body read, in bytes. */
    static final int MAX_BODY = 8 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AgentEndpoint.class);

    private final HostRegistry registry;
    private final ReportService reports;

    AgentEndpoint(HostRegistry registry, ReportService reports) {
        this.registry = registry;
        this.reports = reports;
    }

    /**
     * @param from the address that the request comes from
     * @param announced length of the body, or -1 if unknown
     * @param base what references to packages are resolved against; null: they stay as they are
     * @throws IOException if the body cannot be read
     */
    Answer post(String path, String from, long announced, InputStream body, String base) throws IOException {
        byte[] bytes = announced > MAX_BODY ? null : body.readNBytes(MAX_BODY + 1);
        if (bytes == null || bytes.length > MAX_BODY) {
            return Answer.refused(413, "the body is larger than " + MAX_BODY + " bytes");
        }
        try {
            return answer(path, from, bytes, base);
        } catch (JsonProcessingException e) {
            return Answer.refused(400, what(e));
        } catch (FleetException e) {
            return Answer.refused(e);
        } catch (RuntimeException e) {
            LOG.error("a request to {} could not be answered", path, e);
            return Answer.refused(500, "Booter failed to answer; its log says why");
        }
    }

    private Answer answer(String path, String from, byte[] body, String base) throws IOException {
        return switch (path) {
            case REGISTER -> Answer.of(registry.register(Json.WIRE.readValue(body, RegisterRequest.class), from));
            case STATUS -> Answer.of(resolved(reports.report(Json.REPORT.readValue(body), from), base));
            default -> Answer.refused(404, "there is nothing at " + path);
        };
    }

    private static StatusReply resolved(StatusReply reply, String base) {
        if (base != null) {
            reply.jobs().forEach(job -> resolve(job, base));
        }
        return reply;
    }

    private static void resolve(JsonNode job, String base) {
        String url = job.path("url").textValue();
        if (PackageReference.isOne(url) && job instanceof ObjectNode told) {
            told.put("url", PackageReference.resolve(url, base));
        }
    }

    private static String what(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return field(mapping) + " is wrong: " + why(e);
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return "the body is not the JSON expected" + where + ": " + why(e);
    }

    /** Not in words of Java. */
    private static String why(JsonProcessingException e) {
        if (e.getCause() instanceof IllegalArgumentException cause && !(cause instanceof NumberFormatException)) {
            return cause.getMessage();
        }
        return e instanceof JsonMappingException ? "another type of value is needed here" : e.getOriginalMessage();
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                .collect(Collectors.joining("."));
    }
}
