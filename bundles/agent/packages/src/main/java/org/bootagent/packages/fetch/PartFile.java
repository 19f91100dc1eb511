package org.bootagent.packages.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.JobFault;

/** A file being downloaded, never larger than a package may be. */
final class PartFile {
    private static final int BUFFER = 64 * 1024;
    private static final long PROGRESS_STEP = 1 << 20;

    private final Path path;
    private final long maxBytes;
    private final JobContext context;
    private boolean resumed;
    private String validator;

    PartFile(Path path, long maxBytes, JobContext context) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.context = context;
    }

    Path path() {
        return path;
    }

    JobContext context() {
        return context;
    }

    long size() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    /** Returns whether the bytes came in more than one piece, perhaps of different files. */
    boolean resumed() {
        return resumed;
    }

    /** Returns the strong ETag of the downloaded bytes' file, or null. */
    String validator() {
        return validator;
    }

    void validator(String etag) {
        validator = etag;
    }

    void delete() throws IOException {
        resumed = false;
        validator = null;
        Files.deleteIfExists(path);
    }

    /** Prepares for a new mirror: present bytes may be of another file, and another server's tag does not apply to them. */
    void begin() throws IOException {
        resumed = size() > 0;
        validator = null;
    }

    /**
     * Appends the stream.
     *
     * @param expected its length, or negative if unknown
     */
    void append(InputStream in, long expected) throws IOException {
        long size = size();
        // A server that was given the tag sends what follows only of the same file.
        resumed |= size > 0 && validator == null;
        checkSize(expected < 0 ? size : size + expected);
        try (var out = open()) {
            copy(in, out, size, expected < 0 ? -1 : size + expected);
        }
    }

    private void copy(InputStream in, OutputStream out, long start, long total) throws IOException {
        var buffer = new byte[BUFFER];
        long size = start;
        long reported = start;
        for (int n = read(in, buffer, size, total); n >= 0; n = read(in, buffer, size, total)) {
            checkCancelled();
            size += n;
            checkSize(size);
            put(out, buffer, n);
            if (size - reported >= PROGRESS_STEP) {
                reported = size;
                tell(size, total);
            }
        }
    }

    private static int read(InputStream in, byte[] buffer, long size, long total) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new IOException(
                    "it was cut after " + size + (total < 0 ? "" : " of " + total) + " bytes (" + DiskErrors.reason(e)
                            + ")",
                    e);
        }
    }

    private void tell(long size, long total) {
        double done = total > 0 ? Math.min(1.0, (double) size / total) : 0;
        context.progress(Fetcher.SHARE * done, "downloaded " + (size >> 20) + " MiB");
    }

    private OutputStream open() throws IOException {
        try {
            return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DiskErrors.fault(e, "write", path);
        }
    }

    private void put(OutputStream out, byte[] buffer, int length) throws IOException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw DiskErrors.fault(e, "write", path);
        }
    }

    private void checkSize(long size) throws JobFault {
        if (size > maxBytes) {
            throw new JobFault(
                    ErrorCode.PACKAGE_TOO_LARGE,
                    "the package has more than " + (maxBytes >> 20)
                            + " MiB; this host accepts no larger one here (packages/maxPackageMiB, or job.bundle/maxBundleMiB for a bundle)");
        }
    }

    private void checkCancelled() throws JobFault {
        try {
            context.checkCancelled();
        } catch (JobException e) {
            throw new JobFault(e);
        }
    }
}
