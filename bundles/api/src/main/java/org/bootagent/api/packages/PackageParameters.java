package org.bootagent.api.packages;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bootagent.api.host.Redaction;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/**
 * Parameters of a job that locate a package, named as on the wire; read them with {@code job.parameters().as(PackageParameters.class)}. Null: absent.
 *
 * @param url of the package; {@code http}, {@code https}, {@code ftp} or {@code file}, or a {@link PackageReference}
 * @param urls mirrors of the same file, tried in order, after {@code url} if both are given; at most {@value #MAX_URLS}
 * @param checksum {@code SHA256:<64 hexadecimal digits>}
 * @param version to use instead of the package's own
 * @param links {@code host}: links in it may lead to files of the host, as those of a Python virtualenv do; {@code release}, as nothing: they may not
 * @param packageServer that references are of, see {@link PackageReference#SERVER}
 */
public record PackageParameters(
        String url, List<String> urls, String checksum, String version, String links, String packageServer) {
    private static final String HOST = "host";
    private static final int MAX_URLS = 16;
    private static final int MAX_LENGTH = 4096;
    private static final Set<String> SCHEMES = Set.of("http", "https", "ftp", "file");

    public PackageParameters {
        urls = urls == null ? List.of() : List.copyOf(urls);
        if (urls.size() > MAX_URLS) {
            throw new IllegalArgumentException(
                    "urls has " + urls.size() + " mirrors, at most " + MAX_URLS + " are taken");
        }
        urls.forEach(PackageParameters::check);
        if (url != null) {
            check(url);
        }
        if (checksum != null) {
            Checksum.parse(checksum);
        }
        if (links != null && !links.equals(HOST) && !links.equals("release")) {
            throw new IllegalArgumentException("links must be release or host");
        }
    }

    /** Locates a package that is not a file of the server itself. */
    public PackageParameters(String url, List<String> urls, String checksum, String version) {
        this(url, urls, checksum, version, null, null);
    }

    /**
     * Returns the package, for an action that needs one.
     *
     * @throws JobException {@link ErrorCode#MISSING_FIELD} if there is no url or no checksum
     */
    public PackageSource source() throws JobException {
        if (checksum == null) {
            throw new JobException(
                    ErrorCode.MISSING_FIELD, "the package's 'checksum' is missing: SHA256:<64 hexadecimal digits>");
        }
        var all = new ArrayList<URI>();
        if (url != null) {
            all.add(location(url));
        }
        for (String mirror : urls) {
            all.add(location(mirror));
        }
        if (all.isEmpty()) {
            throw new JobException(ErrorCode.MISSING_FIELD, "the package's 'url' (or 'urls') is missing");
        }
        return new PackageSource(all, Checksum.parse(checksum), version, HOST.equals(links));
    }

    private URI location(String text) throws JobException {
        if (!PackageReference.isOne(text)) {
            return uri(text);
        }
        if (packageServer == null) {
            throw new JobException(
                    ErrorCode.BAD_FIELD,
                    "url '" + text + "' is a reference to a server's package, but no server has sent this job");
        }
        return uri(PackageReference.resolve(text, packageServer));
    }

    private static void check(String text) {
        if (!PackageReference.isOne(text)) {
            uri(text);
        }
    }

    private static URI uri(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("url is longer than " + MAX_LENGTH + " characters");
        }
        // The message may name the fault, but must not contain a password or a query.
        String shown = Redaction.refused(text);
        try {
            URI uri = new URI(text);
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "url '" + shown + "' is no URL: " + e.getReason() + " at its character " + (e.getIndex() + 1));
        }
        throw new IllegalArgumentException("url '" + shown + "' must begin with http, https, ftp or file");
    }
}
