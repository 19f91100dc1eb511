package org.bootagent.booter.easyagent.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps a web page that an operator happens to look at from acting here. With EasyAgent a mere GET starts and stops things, of which {@code Origin} says nothing;
 * browsers say in {@code Sec-Fetch-Site} where it comes from. Programs send neither.
 */
final class CrossSite {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|::1|(0+:){7}0*1");

    private final String publicAuthority;

    CrossSite(String publicUrl) {
        this.publicAuthority = authority(publicUrl);
    }

    boolean allows(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        if (site == null && origin == null) {
            return true;
        }
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        return !foreign && (origin == null || own(authority(origin), request)) && hostIsOwn(request);
    }

    private boolean own(String page, HttpServletRequest request) {
        return !page.isEmpty()
                && (page.equals(publicAuthority) || page.equals(authority("http://" + request.getHeader("Host"))));
    }

    /** With the server on loopback, a foreign name that was made to point here (DNS rebinding) is not ours. */
    private boolean hostIsOwn(HttpServletRequest request) {
        String host = authority("http://" + request.getHeader("Host"));
        boolean onLoopback = LOOPBACK.matcher(request.getLocalAddr()).matches();
        return !onLoopback
                || host.equals(publicAuthority)
                || LOOPBACK.matcher(host.replaceFirst(":\\d+$", "")).matches();
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
