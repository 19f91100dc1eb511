package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;

/** {@code file:}, copied so that nobody can change it between its verification and its use. */
final class FileScheme implements Scheme {
    @Override
    public void fetch(URI url, PartFile part) throws IOException {
        Path file = path(url);
        // Anything else, such as a pipe, might never end or never begin.
        if (!Files.isRegularFile(file)) {
            throw new JobFault(
                    ErrorCode.DOWNLOAD_FAILED, url + " is no file on this host; put it there or correct url");
        }
        try (var in = Files.newInputStream(file)) {
            part.delete();
            part.append(in, Files.size(file));
        }
    }

    private static Path path(URI url) throws JobFault {
        try {
            return Path.of(url);
        } catch (IllegalArgumentException e) {
            throw new JobFault(
                    ErrorCode.BAD_FIELD, "url " + url + " must be file:///<absolute path>: " + e.getMessage());
        }
    }
}
