package org.bootagent.booter.easyagent.deploy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bootagent.api.host.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** URLs that may be called back: those below the ones that the operator names. */
final class CallbackUrls {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackUrls.class);
    private static final int MAX_LENGTH = 1024;

    /** Matches paths that two servers may read differently: dots that climb, also encoded, and encoded slashes and percents. */
    private static final Pattern CLIMBS = Pattern.compile("(^|.*/)\\.{1,2}(;[^/]*)?(/.*|$)|.*%(2[ef5]|5c).*|.*//.*");

    private final List<Prefix> prefixes;

    /** @param list URLs separated by commas; empty: nothing may be called. An invalid one allows nothing. */
    CallbackUrls(String list) {
        this.prefixes = Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .flatMap(entry -> prefix(entry).stream())
                .toList();
    }

    /** @param path without a slash at its end */
    private record Prefix(String scheme, String host, int port, String path) {
        static Prefix of(URI url) {
            String scheme = url.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            return new Prefix(
                    scheme,
                    url.getHost().toLowerCase(Locale.ROOT),
                    url.getPort() < 0 ? usual : url.getPort(),
                    url.getRawPath().replaceFirst("/$", ""));
        }

        boolean covers(Prefix other) {
            return scheme.equals(other.scheme)
                    && host.equals(other.host)
                    && port == other.port
                    && (other.path.equals(path) || other.path.startsWith(path + "/"));
        }
    }

    boolean none() {
        return prefixes.isEmpty();
    }

    /** Returns the URL, if it may be called. */
    Optional<URI> allowed(String url) {
        return parse(url).filter(uri -> prefixes.stream().anyMatch(prefix -> prefix.covers(Prefix.of(uri))));
    }

    private static Optional<Prefix> prefix(String entry) {
        var prefix = parse(entry).filter(uri -> uri.getRawQuery() == null).map(Prefix::of);
        if (prefix.isEmpty()) {
            LOG.error(
                    "booter.easyagent.deploy/callback has '{}', which must be a plain URL such as"
                            + " https://deploy.example.com/hook; nothing is called because of it",
                    Redaction.refused(entry));
        }
        return prefix;
    }

    /** Parses only URLs that everybody reads in the same way. */
    private static Optional<URI> parse(String url) {
        if (url.length() > MAX_LENGTH || !url.chars().allMatch(c -> c > ' ' && c < 127)) {
            return Optional.empty();
        }
        try {
            var uri = new URI(url);
            boolean plain = uri.getScheme() != null
                    && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?")
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && !CLIMBS.matcher(uri.getRawPath().toLowerCase(Locale.ROOT))
                            .matches();
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
