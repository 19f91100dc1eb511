package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;

/**
 * Headers for requests to some servers, such as tokens: lines of {@code URL NAME: VALUE} in a file, for all URLs with that prefix. Read for each download, so
 * it may be replaced at any time.
 *
 * @param file null: no headers
 */
public record ServerHeaders(Path file) {
    private static final Pattern LINE =
            Pattern.compile("(https?://[^\\s/]+(?:/\\S*)?)\\s+([!#$%&'*+.^_`|~0-9A-Za-z-]+):\\s*(.*)");

    /** One header. */
    record Header(String prefix, String name, String value) {}

    public List<Header> read() throws JobFault {
        if (file == null) {
            return List.of();
        }
        var headers = new ArrayList<Header>();
        int number = 0;
        for (String line : lines()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line.strip());
            if (!parts.matches()) {
                throw new JobFault(
                        ErrorCode.HOST,
                        "line " + number + " of " + file
                                + " (packages/headersFile) must be URL NAME: VALUE; correct it");
            }
            headers.add(new Header(origin(parts.group(1)), parts.group(2), parts.group(3)));
        }
        return headers;
    }

    private List<String> lines() throws JobFault {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new JobFault(ErrorCode.HOST, file + " (packages/headersFile) cannot be read: " + e);
        }
    }

    /** Returns the prefix ended at a name's end, so that no longer server name can match it. */
    private static String origin(String prefix) {
        return normal(URI.create(prefix)) + (prefix.endsWith("/") ? "" : "/");
    }

    /** Returns whether the header is for this URL. */
    static boolean isFor(Header header, URI url) {
        return (normal(url) + "/").startsWith(header.prefix());
    }

    private static String normal(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/$", "");
        return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port + path;
    }
}
