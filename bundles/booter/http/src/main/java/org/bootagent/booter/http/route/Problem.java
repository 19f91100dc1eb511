package org.bootagent.booter.http.route;

import java.util.Map;

/**
 * Why a request is not carried out, as RFC 9457 has it.
 *
 * @param detail for a person: what is wrong and what to do
 * @param headers that the status asks for, such as Allow
 */
public record Problem(int status, String title, String detail, Map<String, String> headers) {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Too large"),
            Map.entry(415, "Unsupported media type"),
            Map.entry(416, "Range not satisfiable"),
            Map.entry(500, "Internal error"),
            Map.entry(503, "Not available"),
            Map.entry(507, "No space left"));

    public static ProblemException of(int status, String detail) {
        return of(status, detail, Map.of());
    }

    public static ProblemException of(int status, String detail, Map<String, String> headers) {
        return new ProblemException(new Problem(status, TITLES.getOrDefault(status, "Error"), detail, headers));
    }

    public static ProblemException badRequest(String detail) {
        return of(400, detail);
    }

    public static ProblemException notFound(String detail) {
        return of(404, detail);
    }
}
