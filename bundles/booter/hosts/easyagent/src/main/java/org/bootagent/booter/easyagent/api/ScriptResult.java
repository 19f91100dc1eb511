package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Result and output of a script or a request. Zero values are left out, see {@link OperationResult}.
 *
 * @param seqno null: the host was not asked
 * @param failed null: it did not
 * @param response null: it has no output
 * @param agentId for a script of the host itself, the nil UUID
 */
@JsonPropertyOrder({"seqno", "failed", "response", "agentId"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScriptResult(Long seqno, Boolean failed, String response, String agentId) {
    ScriptResult {
        failed = Boolean.TRUE.equals(failed) ? true : null;
        response = response == null || response.isEmpty() ? null : response;
    }
}
