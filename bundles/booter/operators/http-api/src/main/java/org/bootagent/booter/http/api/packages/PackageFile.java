package org.bootagent.booter.http.api.packages;

import org.bootagent.api.packages.Checksum;

/** A package in the store. */
public record PackageFile(String file, long size, Checksum checksum) {
    /** Names the content, so that a download is resumed only from the same content. */
    String etag() {
        return '"' + checksum.toString() + '"';
    }
}
