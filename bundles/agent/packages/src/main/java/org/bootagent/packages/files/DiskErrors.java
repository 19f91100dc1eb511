package org.bootagent.packages.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/** Turns failed reads and writes of this host's files into a job's failure. */
public final class DiskErrors {
    /** Free space below which a failed write counts as lack of space, whatever the language of the kernel's message. */
    private static final long FULL = 64 * 1024;

    private DiskErrors() {}

    /**
     * Returns the job's failure.
     *
     * @param doing attempted operation, such as {@code "write"}
     * @param path that it was attempted on
     */
    public static JobException decide(IOException e, String doing, Path path) {
        if (e instanceof JobFault fault) {
            return fault.decided();
        }
        if (isFull(e, path)) {
            return new JobException(
                    ErrorCode.DISK_FULL, "cannot " + doing + " " + path + ": no space left; free some on its disk", e);
        }
        return new JobException(ErrorCode.IO_ERROR, "cannot " + doing + " " + path + ": " + reason(e), e);
    }

    /** Returns the same, for callers that may only throw an {@link IOException}. */
    public static JobFault fault(IOException e, String doing, Path path) {
        return e instanceof JobFault fault ? fault : new JobFault(decide(e, doing, path));
    }

    /** Returns the reason without the path that most of the JDK's messages repeat. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private static boolean isFull(IOException e, Path path) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded") || hasNoSpace(path);
    }

    private static boolean hasNoSpace(Path path) {
        Path there = path;
        while (there != null && !Files.isDirectory(there)) {
            there = there.getParent();
        }
        // The file system of that very path: its mount point is not known in every chroot.
        return there != null
                && there.toFile().getTotalSpace() > 0
                && there.toFile().getUsableSpace() < FULL;
    }
}
