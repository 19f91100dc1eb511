package org.bootagent.api.packages;

import java.util.regex.Pattern;

/**
 * Reference to a package on the server that sends the job, such as {@code /packages/app.deb?port=8080}: a host fetches it from the address that it reaches
 * that server by. The port is for hosts that talk with the server elsewhere than over HTTP.
 */
public final class PackageReference {
    /** Job parameter with the server that sent the job, for a {@code url} that is a reference. The host itself sets it. */
    public static final String SERVER = "packageServer";

    private static final Pattern FORM = Pattern.compile("(/packages/[^?#/\\s]+)(?:\\?port=(\\d{1,5}))?");

    private PackageReference() {}

    /**
     * Returns a reference.
     *
     * @param port where the server listens for HTTP
     */
    public static String of(String file, int port) {
        return "/packages/" + file + "?port=" + port;
    }

    /** Returns whether a url is a reference. */
    public static boolean isOne(String url) {
        return url != null && FORM.matcher(url).matches();
    }

    /**
     * Resolves a reference to a URL.
     *
     * @param server {@code http://HOST:PORT}, or {@code http://HOST}: at the port of the reference
     */
    public static String resolve(String reference, String server) {
        var parts = FORM.matcher(reference);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + reference + "' is no package of the server");
        }
        boolean hasPort = server.matches(".*:\\d+");
        return server + (hasPort || parts.group(2) == null ? "" : ":" + parts.group(2)) + parts.group(1);
    }
}
