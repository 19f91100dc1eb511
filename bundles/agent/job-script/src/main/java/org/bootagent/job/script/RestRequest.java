package org.bootagent.job.script;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bootagent.api.job.RestPath;

/**
 * Parameters of a rest job.
 *
 * @param method of HTTP; default GET
 * @param path below the target, with or without a slash before it, and perhaps with a query; default {@code /}
 * @param query encoded, with or without its question mark; null: none
 * @param body as base64; null: none
 * @param contentType of the body; default {@code application/json}; empty: none is sent
 * @param anyStatus whether a reply of any status is a success, as EasyAgent's clients look at the body only; false unless said otherwise
 */
record RestRequest(String method, String path, String query, String body, String contentType, boolean anyStatus) {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    /** Methods that ask for something else than a reply to a request. */
    private static final Pattern TUNNELS = Pattern.compile("CONNECT|TRACE");

    RestRequest {
        method = method == null || method.isBlank() ? "GET" : method;
        path = path == null || path.isBlank() ? "/" : path.startsWith("/") ? path : "/" + path;
        query = query == null || query.isBlank() || query.equals("?") ? null : query;
        contentType = contentType == null ? "application/json" : contentType.strip();
        check(TOKEN.matcher(method).matches(), "method '" + method + "' is none of HTTP");
        method = method.toUpperCase(Locale.ROOT);
        check(!TUNNELS.matcher(method).matches(), "method must not be CONNECT or TRACE");
        check(!path.startsWith("//"), "path must not begin with two slashes");
        check(contentType.chars().allMatch(c -> c >= ' ' && c <= '~'), "contentType must be of printable characters");
        var unused = decode(body);
    }

    byte[] bytes() {
        return decode(body);
    }

    /** @param target scheme, host and port, perhaps with a path */
    URI uri(String target) {
        String base = target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
        try {
            var uri = new URI(base + path + behind());
            check(
                    "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && uri.getFragment() == null,
                    "path and query must make a URL with the host's job.rest/target " + target);
            // The request goes to the configured host, whatever the path says.
            check(uri.getRawAuthority().equals(new URI(base).getRawAuthority()), "path must not name a host");
            String below = uri.getRawPath().substring(new URI(base).getRawPath().length());
            check(!RestPath.leaves(below), "path leads out of the host's job.rest/target " + target);
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("path and query do not make a URL: " + e.getMessage(), e);
        }
    }

    /** Returns the query with its separator. A path may have a query of its own, which this one then extends. */
    private String behind() {
        if (query == null) {
            return "";
        }
        return query.startsWith("?") || path.indexOf('?') >= 0 ? query : "?" + query;
    }

    private static byte[] decode(String body) {
        try {
            return body == null ? new byte[0] : Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("body must be base64: " + e.getMessage(), e);
        }
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }
}
