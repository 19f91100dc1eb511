package org.bootagent.booter.easyagent.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bootagent.booter.easyagent.deploy.Distributions.Distribution;

/**
 * The script that a bare host runs, most likely as root. Every value in it is restricted to the alphabet of its kind and put in single quotes, which none of
 * these alphabets has.
 */
final class InstallScript {
    private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)+");
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");
    private static final Pattern URL =
            Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]{1,260}([/?][A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?");
    private static final int MAX_PATH = 255;
    private static final int MAX_URL = 1024;

    private final String server;
    private final String target;
    private final Call callback;

    /** A parameter that cannot be used; the message says which and why, without any text from the request. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * A call by which the host reports its installation.
     *
     * @param url empty: no call
     * @param headers that the host adds to its own
     * @param outcome whether failures are reported too, and the outcome is added to the URL; else the URL is called as it is, after success
     * @param allowed whether it may be called; if not, the script says so
     */
    record Call(String url, Map<String, String> headers, boolean outcome, boolean allowed) {
        static final Call NONE = new Call("", Map.of(), false, true);
    }

    /**
     * A script for one request.
     *
     * @param server how the host reaches this Booter, {@code http://HOST:PORT}
     * @param target directory to install in
     */
    InstallScript(String server, String target, Call callback) throws RefusedException {
        this.server = server(server);
        this.target = target(target);
        this.callback = callback(callback);
    }

    private static String server(String url) throws RefusedException {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        if (!scheme.matches("https?")
                || !AUTHORITY.matcher(url.substring(colon + 3)).matches()) {
            throw new RefusedException(
                    "the address of this Booter cannot be used here; ask for the script by its host name, or set booter/publicUrl");
        }
        return url;
    }

    private static String target(String given) throws RefusedException {
        String path = given.replaceFirst("/+$", "");
        if (path.length() > MAX_PATH || !PATH.matcher(path).matches()) {
            throw new RefusedException("TargetPath must be an absolute path of at most " + MAX_PATH
                    + " letters, digits and . _ + -, no part of it with a dot first, such as /opt/bootagent");
        }
        return path;
    }

    private static Call callback(Call call) throws RefusedException {
        String url = call.url();
        if (!url.isEmpty() && (url.length() > MAX_URL || !URL.matcher(url).matches())) {
            throw new RefusedException("CallBack must be a URL, http or https, of at most " + MAX_URL
                    + " characters, and quotes, blanks and others encoded as %XX");
        }
        if (call.headers().toString().indexOf('\'') >= 0) {
            throw new RefusedException("parameters beside CallBack must have no single quote");
        }
        return call;
    }

    /** Fills in the script in one pass: inserted text is not expanded again. */
    String text(Collection<Distribution> packages) throws IOException {
        var values = Map.of(
                "SERVER", quoted(server),
                "SERVERS", quoted(server.substring(server.indexOf("://") + 3)),
                "TLS", quoted(Boolean.toString(server.startsWith("https:"))),
                "TARGET", quoted(target),
                "CALLBACK", quoted(callback.allowed() ? callback.url() : ""),
                "OUTCOME", quoted(callback.outcome() && callback.allowed() ? "yes" : ""),
                "HEADERS", headers(),
                "UNCALLED", quoted(callback.allowed() ? "" : callback.url()),
                "PACKAGES", packages.stream().map(InstallScript::choice).collect(Collectors.joining("\n")));
        return PLACE.matcher(template()).replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    /** Returns options for both curl and wget. */
    private String headers() {
        return new TreeMap<>(callback.headers())
                .entrySet().stream()
                        .map(header -> " --header " + quoted(header.getKey() + ": " + header.getValue()))
                        .collect(Collectors.joining());
    }

    /** Returns shell text that ends a shell with the reason. */
    static String failure(String reason) {
        return "#!/bin/sh\necho " + quoted("bootagent: " + reason) + " >&2\nexit 1\n";
    }

    private static String choice(Distribution one) {
        return "        %s) file=%s sha256=%s ;;".formatted(one.arch(), quoted(one.file()), quoted(one.sha256()));
    }

    private static String quoted(String value) {
        if (value.indexOf('\'') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a value that was checked has a quote or a line break in it");
        }
        return "'" + value + "'";
    }

    private static String template() throws IOException {
        try (var in = InstallScript.class.getResourceAsStream("install.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
