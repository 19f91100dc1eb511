package org.bootagent.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobParameters;

/** {@link JobParameters} over a JSON object. */
public final class JsonParameters implements JobParameters {
    private final String json;

    public JsonParameters(ObjectNode object) {
        this.json = canonical(object);
    }

    @Override
    public <T extends Record> T as(Class<T> type) throws JobException {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonMappingException e) {
            throw new JobException(ErrorCode.BAD_FIELD, field(e) + reason(e), e);
        } catch (JsonProcessingException e) {
            throw new JobException(ErrorCode.BAD_FIELD, e.getOriginalMessage(), e);
        }
    }

    @Override
    public String json() {
        return json;
    }

    static ObjectNode tree(String json) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private static String canonical(ObjectNode object) {
        try {
            // A tree keeps its order; only maps are written with sorted keys.
            return Json.MAPPER.writeValueAsString(Json.MAPPER.convertValue(object, Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private static String field(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path + ": ";
    }

    private static String reason(JsonMappingException e) {
        Throwable cause = e.getCause();
        return cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
    }
}
