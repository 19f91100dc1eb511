package org.bootagent.booter.easyagent.deploy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A callback as named by EasyAgent's installer and sidecars: {@code CallBack}, a URL in base64, and other fields, which become headers of the call.
 *
 * @param url to be called; not checked yet
 * @param headers sent along; only names and values that HTTP allows
 */
record Callback(String url, Map<String, String> headers) {
    static final String URL = "CallBack";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&*+.^_|~-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cc}\\u2028\\u2029]{0,1024}");
    private static final int MOST_HEADERS = 32;

    /** Headers that belong to the connection and its client; Go's client leaves them out, too. */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    Callback {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads a query string.
     *
     * @throws IllegalArgumentException if it is none, or has no callback that can be made; the message says why
     */
    static Callback parse(String query) {
        var fields = new LinkedHashMap<String, String>();
        for (String field : query.split("&", -1)) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            if (!name.isEmpty()) {
                fields.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(field.substring(equals + 1)));
            }
        }
        return of(fields);
    }

    /** @throws IllegalArgumentException as {@link #parse} */
    static Callback of(Map<String, String> fields) {
        String url = url(fields.getOrDefault(URL, ""));
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((name, value) -> {
            if (!name.equals(URL) && !RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                    throw new IllegalArgumentException("a field beside " + URL + " cannot be a header of the call");
                }
                headers.put(name, value);
            }
        });
        if (headers.size() > MOST_HEADERS) {
            throw new IllegalArgumentException("it has more than " + MOST_HEADERS + " fields");
        }
        return new Callback(url, headers);
    }

    /** Returns the callback with facts from the host, which no field can replace. */
    Callback with(Map<String, String> more) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        more.forEach((name, value) -> {
            if (VALUE.matcher(value).matches()) {
                all.put(name, value);
            }
        });
        return new Callback(url, all);
    }

    private static String url(String base64) {
        try {
            // An unencoded plus arrives as a blank.
            byte[] url = Base64.getDecoder().decode(base64.replace(' ', '+'));
            if (url.length > 0) {
                return new String(url, StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(URL + " must be a URL in base64: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(URL + " is missing, must be a URL in base64");
    }

    private static String decoded(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
