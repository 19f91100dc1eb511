package org.bootagent.packages.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.JobFault;

/** Digests of files on the disk, rather than of bytes on their way there. */
final class Digests {
    private static final int BUFFER = 64 * 1024;

    private Digests() {}

    static String sha256(Path file, JobContext context) throws IOException {
        var digest = sha256();
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                context.checkCancelled();
                digest.update(buffer, 0, n);
            }
        } catch (JobException e) {
            throw new JobFault(e);
        } catch (IOException e) {
            throw DiskErrors.fault(e, "read", file);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
