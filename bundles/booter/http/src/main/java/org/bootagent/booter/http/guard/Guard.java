package org.bootagent.booter.http.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bootagent.api.host.HostName;
import org.bootagent.wire.PrintableText;

/**
 * Keeps web pages that an operator happens to look at from asking things of this server. Browsers say in {@code Host} what they take this server for, and mostly, in
 * {@code Origin} and {@code Sec-Fetch-Site}, which page asks; programs say nothing of a page.
 */
public final class Guard {
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z]+://([A-Za-z0-9._:\\[\\]-]+)(?:[/?#].*)?");
    private static final Pattern PORT = Pattern.compile(":\\d+$");

    /** Characters of a client's header in an answer or the log. */
    private static final int MAX_SHOWN = 300;

    /** The only GETs below {@code agent/ID/} that change nothing. */
    private static final Set<String> READING =
            Set.of("", "status", "name", "sid", "events", "config", "progress", "usages");

    private static final Pattern AGENT_CALL = Pattern.compile("/api/v1/+agent/+[^/]+/+([^/]*)(/+progress)?/*");
    private static final Pattern CALLBACK = Pattern.compile("/api/v1/+deploy/+sidecar/+install/+callback/*");

    /** Any of them says that a browser asks. */
    private static final List<String> OF_A_BROWSER =
            List.of("Origin", "Referer", "Cookie", "Accept-Language", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-CH-UA");

    private final String publicAuthority;
    private final Set<String> names = new HashSet<>();
    private final boolean trustBrowserGets;

    /**
     * @param publicUrl how hosts reach this server; empty: by any of its addresses
     * @param names more names that it is asked by
     * @param trustBrowserGets whether a browser's GET that starts or stops something needs no proof of its page
     */
    public Guard(String publicUrl, List<String> names, boolean trustBrowserGets) {
        this.publicAuthority = authority(publicUrl);
        this.trustBrowserGets = trustBrowserGets;
        this.names.add("localhost");
        this.names.add(name(publicAuthority));
        this.names.add(HostName.current().toLowerCase(Locale.ROOT));
        names.forEach(name -> this.names.add(name.strip().toLowerCase(Locale.ROOT)));
        this.names.remove("");
    }

    /** The decoded path, as servlets are chosen by. */
    public static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }

    /** Why a request is not answered; empty if it is. */
    public Optional<String> refusal(HttpServletRequest request) {
        String named = request.getHeader("Host");
        String host = named == null ? "" : authority("http://" + named);
        // A page's own name may have been made to point here (DNS rebinding): it is of the same site then.
        if (named != null && !isOwn(name(host), request.getLocalAddr())) {
            return Optional.of("'" + PrintableText.line(named, MAX_SHOWN)
                    + "' is no name of this server: ask one of its addresses, or set"
                    + " booter/publicUrl or booter.http/names to the name that it is reached by");
        }
        return foreignPage(request, host).or(() -> unproven(request));
    }

    private Optional<String> foreignPage(HttpServletRequest request, String host) {
        String origin = request.getHeader("Origin");
        boolean own = origin == null || isOwnPage(origin, host);
        String site = request.getHeader("Sec-Fetch-Site");
        boolean sameSite = site == null || site.equals("same-origin") || site.equals("none");
        return own && sameSite
                ? Optional.empty()
                : Optional.of("a page of " + (own ? "another site" : PrintableText.line(origin, MAX_SHOWN))
                        + " may not ask anything here; use this server's own address");
    }

    private boolean isOwnPage(String origin, String host) {
        String page = authority(origin);
        return !page.isEmpty() && (page.equals(publicAuthority) || page.equals(host));
    }

    /** An image's or a link's address is asked for without a word on the page; no page gives such a request a name of its own choice. */
    private Optional<String> unproven(HttpServletRequest request) {
        boolean proven = request.getHeader("Sec-Fetch-Site") != null
                || request.getHeader("Origin") != null
                || request.getHeader("X-Requested-With") != null;
        return trustBrowserGets || proven || !isChangingGet(request) || isProgram(request)
                ? Optional.empty()
                : Optional.of("a browser's GET that changes something must tell its page: send the header"
                        + " X-Requested-With, or set booter.http/trustBrowserGets = true");
    }

    private static boolean isChangingGet(HttpServletRequest request) {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return false;
        }
        String path = path(request);
        var call = AGENT_CALL.matcher(path);
        boolean changes = call.matches() && call.group(2) == null && !READING.contains(call.group(1));
        return changes || CALLBACK.matcher(path).matches();
    }

    private static boolean isProgram(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return agent != null
                && !agent.startsWith("Mozilla/")
                && !agent.startsWith("Opera/")
                && OF_A_BROWSER.stream().allMatch(name -> request.getHeader(name) == null);
    }

    private boolean isOwn(String name, String localAddress) {
        InetAddress address = ClientAddress.address(name);
        return address == null ? names.contains(name) : names.contains(name) || isOwn(address, localAddress);
    }

    private static boolean isOwn(InetAddress address, String localAddress) {
        try {
            return address.equals(ClientAddress.address(localAddress))
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static String name(String authority) {
        return PORT.matcher(authority).replaceFirst("");
    }

    /** Host and port; empty if there is none that could be a server's. */
    private static String authority(String url) {
        var parts = AUTHORITY.matcher(url.strip());
        return parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
