package org.bootagent.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobParameters;

/** Implements {@link JobParameters} on a JSON object, which is parsed once, with the job. */
public final class JsonParameters implements JobParameters {
    private final ObjectNode tree;

    public JsonParameters(ObjectNode object) {
        this.tree = canonical(object);
    }

    @Override
    public <T extends Record> T as(Class<T> type) throws JobException {
        try {
            return Json.MAPPER.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw new JobException(ErrorCode.BAD_FIELD, field(e) + reason(e), e);
        } catch (JsonProcessingException e) {
            throw new JobException(ErrorCode.BAD_FIELD, e.getOriginalMessage(), e);
        }
    }

    @Override
    public String json() {
        try {
            return Json.MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a copy of the object behind any parameters, to which fields may be added. */
    static ObjectNode copy(JobParameters parameters) {
        return parameters instanceof JsonParameters known ? known.tree.deepCopy() : tree(parameters.json());
    }

    private static ObjectNode tree(String json) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    /** Sorts the keys: a tree keeps its order, only maps are written with sorted keys. */
    private static ObjectNode canonical(ObjectNode object) {
        return Json.MAPPER.valueToTree(Json.MAPPER.convertValue(object, Map.class));
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
