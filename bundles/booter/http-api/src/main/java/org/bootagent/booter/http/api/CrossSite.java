package org.bootagent.booter.http.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps a web page that an operator happens to look at from acting on a Booter which only that operator's machine can reach. Browsers say in {@code Origin}
 * which page a changing request comes from; programs do not send it.
 */
final class CrossSite {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final String publicAuthority;

    CrossSite(String publicUrl) {
        this.publicAuthority = publicUrl.isEmpty() ? "" : authority(publicUrl);
    }

    void check(HttpServletRequest request) throws ProblemException {
        String origin = request.getHeader("Origin");
        if (origin == null || READING.contains(request.getMethod())) {
            return;
        }
        String page = authority(origin);
        boolean own = !page.isEmpty() && (page.equals(publicAuthority) || isSameSite(page, request));
        if (!own) {
            throw Problem.of(
                    403, "a page of " + origin + " may not change anything here; use this server's own address");
        }
    }

    /** With the server on loopback, a foreign name that was made to point here (DNS rebinding) equals Host, yet is not ours. */
    private static boolean isSameSite(String page, HttpServletRequest request) {
        if (!page.equals(authority("http://" + request.getHeader("Host")))) {
            return false;
        }
        boolean onLoopback = LOOPBACK.matcher(bracketed(request.getLocalAddr())).matches();
        return !onLoopback || LOOPBACK.matcher(page.replaceFirst(":\\d+$", "")).matches();
    }

    private static String bracketed(String address) {
        boolean v6 = address.contains(":") && !address.startsWith("[");
        return v6 ? "[" + address.replaceFirst("^(0+:){7}0*1$", "::1") + "]" : address;
    }

    private static String authority(String url) {
        try {
            var authority = URI.create(url).getRawAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
