package org.bootagent.api.packages;

import java.util.regex.Pattern;

/**
 * Reference to a package on the server that sends the job, such as {@code /packages/app.deb?port=8080}: a host fetches it from the address that it reaches
 * that server by. The port is for hosts that talk with the server elsewhere than over HTTP.
 */
public final class PackageReference {
    /** The parameter of a job that says which server it came from, where its {@code url} is a reference. The host itself sets it. */
    public static final String SERVER = "packageServer";

    private static final Pattern FORM = Pattern.compile("(/packages/[^?#/\\s]+)(?:\\?port=(\\d{1,5}))?");

    private PackageReference() {}

    /** @param port where the server listens for HTTP */
    public static String of(String file, int port) {
        return "/packages/" + file + "?port=" + port;
    }

    /** Returns whether a url is a reference. */
    public static boolean isOne(String url) {
        return url != null && FORM.matcher(url).matches();
    }

    /**
     * Makes a reference a URL.
     *
     * @param server {@code http://HOST:PORT}, or {@code http://HOST}: at the port that the reference says
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
