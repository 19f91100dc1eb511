package org.bootagent.booter.easyagent.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bootagent.booter.easyagent.deploy.Distributions.Distribution;

/**
 * The script that a bare host runs, most likely as root. So nothing gets into it that is not in the alphabet of what it is, and that stands in single quotes on top,
 * which none of these alphabets has.
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
    private final String callback;
    private final boolean allowed;

    /** A parameter that cannot be used; the message says which and why, in the project's own words only. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * A script for one request.
     *
     * @param server how the host reaches this Booter, {@code http://HOST:PORT}
     * @param target directory to install in
     * @param callback the URL that the host tells how it went; empty: none
     * @param allowed whether it may; else the script says that it does not
     */
    InstallScript(String server, String target, String callback, boolean allowed) throws RefusedException {
        this.server = server(server);
        this.target = target(target);
        this.callback = callback(callback);
        this.allowed = allowed;
    }

    private static String server(String url) throws RefusedException {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        if (!scheme.matches("https?")
                || !AUTHORITY.matcher(url.substring(colon + 3)).matches()) {
            throw new RefusedException(
                    "the address of this Booter is none; ask for the script by its host name, or set booter/publicUrl");
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

    private static String callback(String url) throws RefusedException {
        if (!url.isEmpty() && (url.length() > MAX_URL || !URL.matcher(url).matches())) {
            throw new RefusedException("CallBack must be a URL, http or https, of at most " + MAX_URL
                    + " characters, and quotes, blanks and others encoded as %XX");
        }
        return url;
    }

    /** In one pass: what was put in is not looked at again. */
    String text(Collection<Distribution> packages) throws IOException {
        var values = Map.of(
                "SERVER", quoted(server),
                "SERVERS", quoted(server.substring(server.indexOf("://") + 3)),
                "TLS", quoted(Boolean.toString(server.startsWith("https:"))),
                "TARGET", quoted(target),
                "CALLBACK", quoted(allowed ? callback : ""),
                "UNCALLED", quoted(allowed ? "" : callback),
                "PACKAGES", packages.stream().map(InstallScript::choice).collect(Collectors.joining("\n")));
        return PLACE.matcher(template()).replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    /** What makes a shell that is fed this end with the reason. */
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
