package org.bootagent.easyagent.testing;

import com.google.protobuf.ByteString;
import java.util.Map;

/**
 * One request that the server or a sidecar made unasked: a callback, a publisher's post, the target of an EXEC_REST.
 *
 * @param at milliseconds since the recording began
 * @param from {@code server} or {@code sidecar}
 * @param target {@code http}, {@code elasticsearch}, {@code influxdb}, {@code transfer} or the sidecar's own
 * @param query without the question mark, empty for none; null for a transfer
 * @param body exact text, null for none
 * @param answered status returned by the target, null for a transfer
 * @param bytes the message of a transfer, null for a request
 */
public record Callback(
        String scenario,
        int at,
        String from,
        String target,
        String method,
        String path,
        String query,
        Map<String, String> headers,
        String body,
        Integer answered,
        String answer,
        ByteString bytes) {}
