package org.bootagent.api.host;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** HTTP proxies of this host: from its settings, else from its environment, read as curl reads it. Immutable. */
public final class Proxies {
    /** No proxies. */
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

    /** Value of a setting that means no proxy, whatever the environment says. */
    private static final String OFF = "none";

    private static final int DEFAULT_PORT = 1080;
    private static final int MAX_PORT = 65535;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final Optional<Proxy> http;
    private final Optional<Proxy> https;
    private final List<String> direct;

    private Proxies(Optional<Proxy> http, Optional<Proxy> https, List<String> direct) {
        this.http = http;
        this.https = https;
        this.direct = direct;
    }

    /**
     * A proxy.
     *
     * @param user empty: no login
     */
    public record Proxy(String host, int port, String user, String password) {
        /** Leaves out the password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** @throws IllegalArgumentException if a setting is no proxy's URL; its text, which may hold a password, is not in the message */
    public static Proxies of(HostConfig host, Map<String, String> environment) {
        return of(host.httpProxy(), host.httpsProxy(), host.noProxy(), environment);
    }

    /** @param direct servers that are reached directly */
    public static Proxies of(String http, String https, String direct, Map<String, String> environment) {
        String not = direct.isEmpty() ? variable("no_proxy", environment) : direct;
        return new Proxies(
                proxy("host/httpProxy", http, "http_proxy", environment),
                proxy("host/httpsProxy", https, "https_proxy", environment),
                Arrays.stream(not.split("[,\\s]+"))
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    private static Optional<Proxy> proxy(
            String setting, String said, String variable, Map<String, String> environment) {
        if (said.equals(OFF)) {
            return Optional.empty();
        }
        if (!said.isEmpty()) {
            return Optional.of(parse(said)
                    .orElseThrow(() -> new IllegalArgumentException(
                            setting + " must be http://[USER:PASSWORD@]HOST:PORT, or none")));
        }
        // Foreign content there must not prevent a start.
        return parse(variable(variable, environment));
    }

    private static String variable(String name, Map<String, String> environment) {
        String lower = environment.getOrDefault(name, "");
        return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
    }

    private static Optional<Proxy> parse(String text) {
        try {
            var uri = new URI(text.contains("://") ? text : "http://" + text);
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || port == 0 || port > MAX_PORT) {
                return Optional.empty();
            }
            String login = uri.getUserInfo() == null ? "" : uri.getUserInfo();
            int colon = login.indexOf(':');
            return Optional.of(new Proxy(
                    uri.getHost(),
                    port,
                    colon < 0 ? login : login.substring(0, colon),
                    colon < 0 ? "" : login.substring(colon + 1)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Returns whether there is no proxy at all. */
    public boolean isEmpty() {
        return http.isEmpty() && https.isEmpty();
    }

    /** Returns the proxy to a server; empty: it is reached directly, as this host itself always is. */
    public Optional<Proxy> to(String scheme, String host, int port) {
        var proxy = "https".equalsIgnoreCase(scheme) ? https : http;
        String plain = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
        return proxy.filter(any -> !isThisHost(plain) && direct.stream().noneMatch(name -> matches(name, plain, port)));
    }

    private static boolean isThisHost(String host) {
        return host.equals("localhost")
                || address(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static boolean matches(String name, String host, int port) {
        if (name.equals("*")) {
            return true;
        }
        int slash = name.indexOf('/');
        if (slash > 0) {
            return isWithin(host, name.substring(0, slash), name.substring(slash + 1));
        }
        String wanted = name;
        int colon = name.lastIndexOf(':');
        if (colon > 0 && name.indexOf(':') == colon) {
            if (!name.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            wanted = name.substring(0, colon);
        }
        wanted = wanted.replaceFirst("^\\*?\\.", "");
        return host.equals(wanted) || host.endsWith("." + wanted);
    }

    private static boolean isWithin(String host, String network, String length) {
        var address = address(host);
        var base = address(network);
        if (address.isEmpty() || base.isEmpty() || !length.matches("\\d{1,3}")) {
            return false;
        }
        byte[] one = address.get().getAddress();
        byte[] other = base.get().getAddress();
        int bits = Integer.parseInt(length);
        if (one.length != other.length || bits > one.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((one[bit / 8] ^ other[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Parses a literal address; never looks up a name. */
    private static Optional<InetAddress> address(String text) {
        try {
            return ADDRESS.matcher(text).matches() ? Optional.of(InetAddress.getByName(text)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
