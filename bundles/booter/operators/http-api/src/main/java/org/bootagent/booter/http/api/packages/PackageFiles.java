package org.bootagent.booter.http.api.packages;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;

/** Packages pushed by operators: plain files in one directory. A file that was placed there by hand is served, too. */
public final class PackageFiles {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+~][A-Za-z0-9._+~-]{0,199}");

    private final Path directory;
    private final long maxBytes;
    private final ChecksumIndex index;
    private final ReentrantLock lock = new ReentrantLock();

    public PackageFiles(Path directory, long maxBytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.maxBytes = maxBytes;
        this.index = new ChecksumIndex(directory.resolve(".index"));
        Upload.discardAll(staging());
    }

    /** Outcome of a push. */
    public enum Outcome {
        CREATED,
        REPLACED,
        UNCHANGED
    }

    public record Pushed(PackageFile file, Outcome outcome) {}

    /** A package open for reading: its content stays this even if the file is replaced meanwhile. */
    public record Opened(PackageFile file, FileChannel content) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    /** @param length announced; negative: none was */
    Upload begin(String file, long length) throws IOException, ProblemException {
        checkName(file);
        if (length > maxBytes) {
            throw Upload.tooLarge(maxBytes);
        }
        return Upload.begin(staging(), maxBytes);
    }

    /** Gives its name to a complete upload. */
    Pushed put(String file, Upload upload, boolean replace) throws IOException, ProblemException {
        lock.lock();
        try {
            return publish(file, upload, replace);
        } finally {
            lock.unlock();
        }
    }

    public List<PackageFile> list() throws IOException {
        var files = new ArrayList<PackageFile>();
        try (var paths = Files.newDirectoryStream(directory, this::isPackage)) {
            for (var path : paths) {
                find(path.getFileName().toString()).ifPresent(files::add);
            }
        }
        files.sort((a, b) -> a.file().compareTo(b.file()));
        return files;
    }

    public Optional<PackageFile> find(String file) throws IOException {
        try (var opened = open(file).orElse(null)) {
            return Optional.ofNullable(opened).map(Opened::file);
        }
    }

    public Optional<Opened> open(String file) throws IOException {
        var path = directory.resolve(file);
        lock.lock();
        try {
            if (!isPackage(path)) {
                return Optional.empty();
            }
            var content = FileChannel.open(path, StandardOpenOption.READ);
            return Optional.of(new Opened(new PackageFile(file, content.size(), index.checksum(path)), content));
        } finally {
            lock.unlock();
        }
    }

    /** Removes a package. Returns whether it existed. */
    public boolean remove(String file) throws IOException {
        var path = directory.resolve(file);
        lock.lock();
        try {
            if (!isPackage(path)) {
                return false;
            }
            Files.delete(path);
            index.forget(path);
            Upload.syncDirectory(directory);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Pushed publish(String file, Upload upload, boolean replace) throws IOException, ProblemException {
        var old = find(file);
        var pushed = new PackageFile(file, upload.size(), upload.checksum());
        if (old.isPresent() && old.get().equals(pushed)) {
            return new Pushed(pushed, Outcome.UNCHANGED);
        }
        if (old.isPresent() && !replace) {
            throw taken(old.get(), upload);
        }
        // Noted before the file is in place: a note that does not fit the file is ignored, a missing one costs a second
        // reading.
        index.note(upload.path(), directory.resolve(file), upload.checksum());
        Files.move(upload.path(), directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        Upload.syncDirectory(directory);
        return new Pushed(pushed, old.isPresent() ? Outcome.REPLACED : Outcome.CREATED);
    }

    private boolean isPackage(Path path) {
        return NAME.matcher(path.getFileName().toString()).matches()
                && path.getParent().equals(directory)
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Path staging() {
        return directory.resolve(".tmp");
    }

    private static void checkName(String file) throws ProblemException {
        if (!NAME.matcher(file).matches()) {
            throw Problem.badRequest(
                    "a package's file name has 1 to 200 of letters, digits and . _ + ~ -, no dot or hyphen first; '"
                            + file + "' has not");
        }
    }

    private static ProblemException taken(PackageFile old, Upload upload) {
        return Problem.of(
                409,
                old.file() + " is here already with other content (" + old.checksum() + ", not " + upload.checksum()
                        + "); push it under another name, or with ?replace=true",
                Map.of());
    }
}
