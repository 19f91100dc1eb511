package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Result of a command to an agent. Zero values are left out: EasyAgent's client asks again as long as {@code failed} is there and false.
 *
 * @param failed null: it did not
 * @param message null: there is none
 */
@JsonPropertyOrder({"seqno", "agentId", "failed", "message"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record OperationResult(Long seqno, String agentId, Boolean failed, String message) {
    OperationResult {
        failed = Boolean.TRUE.equals(failed) ? true : null;
        message = message == null || message.isEmpty() ? null : message;
    }
}
