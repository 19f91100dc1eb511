package org.bootagent.easyagent.testing;

import java.util.List;
import java.util.Map;

/**
 * One management call and its answer.
 *
 * @param at milliseconds since the recording began
 * @param took milliseconds until the answer
 * @param client whose code made it: {@code matrix} or {@code plain}
 * @param query without the question mark, empty for none
 * @param headers as they arrived, without those that only name the client
 * @param body exact text, null for none
 * @param response exact text; null where {@link #cut} or {@link #script} replace it
 * @param returned result of the client's function for the answers of the scenario so far, null for nothing
 */
public record RestCall(
        String scenario,
        int at,
        int took,
        String client,
        String method,
        String path,
        String query,
        Map<String, String> headers,
        String body,
        int status,
        Map<String, String> responseHeaders,
        String response,
        Cut cut,
        Script script,
        String returned) {

    /** A long answer: its beginning, its end, its length and its digest. */
    public record Cut(String head, String tail, int length, String sha256) {}

    /** An installer script: its first line and its assignments. */
    public record Script(String firstLine, List<String> assignments) {}

    /** Path and query, as in the request line. */
    public String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }
}
