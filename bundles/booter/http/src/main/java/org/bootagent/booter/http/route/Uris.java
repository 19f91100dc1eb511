package org.bootagent.booter.http.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parses paths and queries. */
final class Uris {
    private Uris() {}

    /** The decoded segments of a raw path. An encoded slash stays within its segment. */
    static List<String> segments(String path) throws ProblemException {
        var raw = path.substring(1).split("/", -1);
        var segments = new String[raw.length];
        for (int i = 0; i < raw.length; i++) {
            // In a path, unlike in a query, a plus is a plus.
            segments[i] = decode(raw[i].replace("+", "%2B"));
        }
        return Arrays.asList(segments);
    }

    /** The parameters of a raw query, which may be null; of a parameter given twice, the last. The body is never looked at. */
    static Map<String, String> query(String query) throws ProblemException {
        var parameters = new HashMap<String, String>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) throws ProblemException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("the address has a broken % escape: " + text);
        }
    }
}
