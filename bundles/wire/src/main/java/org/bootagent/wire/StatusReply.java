package org.bootagent.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The reply to a {@link StatusReport}. Its status is ignored; its jobs are always read.
 *
 * @param jobs each an object; kept as trees so that one bad job fails alone
 */
public record StatusReply(int status, List<JsonNode> jobs) {
    public StatusReply {
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
    }
}
