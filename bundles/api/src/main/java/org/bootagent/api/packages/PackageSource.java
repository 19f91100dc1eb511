package org.bootagent.api.packages;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * Location of a package, and the checksum of its bytes.
 *
 * @param urls mirrors of the same file, tried in order; {@code http}, {@code https}, {@code ftp} or {@code file}
 * @param checksum of the file
 * @param version to use instead of the package's own, or null
 * @param hostLinks whether links in it may lead to files of the host
 */
public record PackageSource(List<URI> urls, Checksum checksum, String version, boolean hostLinks) {
    public PackageSource {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a package needs a url");
        }
        Objects.requireNonNull(checksum, "checksum");
    }

    /** Allows no links to files of the host. */
    public PackageSource(List<URI> urls, Checksum checksum, String version) {
        this(urls, checksum, version, false);
    }
}
