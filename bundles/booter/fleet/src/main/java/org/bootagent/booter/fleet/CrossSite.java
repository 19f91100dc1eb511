package org.bootagent.booter.fleet;

import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.bootagent.api.host.HostName;

/**
 * Keeps a web page that an operator happens to look at from asking things of a Booter that only that operator's machine can reach. Browsers say in {@code Origin}
 * and {@code Sec-Fetch-Site} where a request comes from; programs send neither.
 */
public final class CrossSite {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?|\\[?(0+:){7}0*1]?");

    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z]+://([A-Za-z0-9._:\\[\\]-]+)(?:[/?#].*)?");

    private final String publicAuthority;

    /** @param publicUrl see {@link BooterConfig#publicUrl} */
    public CrossSite(String publicUrl) {
        this.publicAuthority = authority(publicUrl);
    }

    /**
     * Why a request is not answered; empty if it is.
     *
     * @param changes whether it does anything but read
     * @param headers the request's, by name; null for one that it does not have
     * @param localAddress that it was sent to
     */
    public Optional<String> refusal(boolean changes, UnaryOperator<String> headers, String localAddress) {
        String named = headers.apply("Host");
        String host = named == null ? "" : authority("http://" + named);
        // A page's own name may have been made to point here (DNS rebinding): it is of the same site then, and need not
        // say so.
        if (isLoopback(localAddress) && named != null && !isOwn(host)) {
            return Optional.of("'" + named + "' is no name of this server: ask 127.0.0.1 or localhost,"
                    + " or set booter/publicUrl to the address that it is reached by");
        }
        return changes ? foreignPage(headers, host) : Optional.empty();
    }

    private Optional<String> foreignPage(UnaryOperator<String> headers, String host) {
        String origin = headers.apply("Origin");
        String site = headers.apply("Sec-Fetch-Site");
        String page = origin == null ? "" : authority(origin);
        boolean own = origin == null || (!page.isEmpty() && (page.equals(publicAuthority) || page.equals(host)));
        boolean sameSite = site == null || site.equals("same-origin") || site.equals("none");
        return own && sameSite
                ? Optional.empty()
                : Optional.of("a page of " + (origin == null ? "another site" : origin)
                        + " may not change anything here; use this server's own address");
    }

    private boolean isOwn(String host) {
        String name = host.replaceFirst(":\\d+$", "");
        return host.equals(publicAuthority)
                || isLoopback(name)
                || name.equals(HostName.current().toLowerCase(Locale.ROOT));
    }

    private static boolean isLoopback(String name) {
        return LOOPBACK.matcher(name).matches();
    }

    /** Host and port; empty if there is none that could be a server's. */
    private static String authority(String url) {
        var parts = AUTHORITY.matcher(url);
        return parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
