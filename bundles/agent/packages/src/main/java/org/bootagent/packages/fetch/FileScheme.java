package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;

/**
 * Copies {@code file:} URLs, so that nobody can change the file between verification and use. A sender of jobs must learn nothing about files that only root
 * may read. So every refusal has the same words, whether the file exists or not.
 */
final class FileScheme implements Scheme {
    private final List<Path> directories;

    /** @param directories whose files may be fetched; empty: any file that everyone may read */
    FileScheme(List<Path> directories) {
        this.directories = directories;
    }

    @Override
    public void fetch(URI url, PartFile part) throws IOException {
        Path file = path(url);
        // Anything else, such as a pipe, might never end or never begin.
        if (!isAllowed(file)) {
            throw new JobFault(
                    ErrorCode.DOWNLOAD_FAILED,
                    Fetcher.shown(url) + " is no file that this host fetches from: "
                            + (directories.isEmpty()
                                    ? "everyone must be able to read it, or packages/fileDirectories name its directory"
                                    : "packages/fileDirectories name others")
                            + "; put it there or correct url");
        }
        try (var in = Files.newInputStream(file.toRealPath(), LinkOption.NOFOLLOW_LINKS)) {
            part.delete();
            part.append(in, Files.size(file));
        }
    }

    private boolean isAllowed(Path file) {
        try {
            Path real = file.toRealPath();
            return Files.isRegularFile(real) && (directories.isEmpty() ? isEveryones(real) : isWithin(real));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isWithin(Path real) throws IOException {
        for (Path directory : directories) {
            if (Files.isDirectory(directory) && real.startsWith(directory.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEveryones(Path real) throws IOException {
        for (Path way = real.getParent(); way != null; way = way.getParent()) {
            if (!Files.getPosixFilePermissions(way).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ);
    }

    private static Path path(URI url) throws JobFault {
        try {
            return Path.of(url);
        } catch (IllegalArgumentException e) {
            throw new JobFault(
                    ErrorCode.BAD_FIELD,
                    "url " + Fetcher.shown(url) + " must be file:///<absolute path>: " + e.getMessage());
        }
    }
}
