package org.bootagent.booter.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One append-only file per job. */
final class OutputFiles {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int STRIPES = 64;

    private final Path directory;
    private final long most;
    private final long total;
    /** Locks by stripe of jobs. Two jobs of one stripe wait for each other, which is harmless. */
    private final Object[] locks = new Object[STRIPES];

    private final ReentrantLock pruning = new ReentrantLock();

    /** Estimated bytes of all files; exact after each scan. */
    private final AtomicLong size = new AtomicLong();

    /**
     * Files of outputs.
     *
     * @param most bytes of one
     * @param total bytes of all
     */
    OutputFiles(Path directory, long most, long total) {
        this.directory = directory;
        this.most = most;
        this.total = total;
        Arrays.setAll(locks, i -> new Object());
    }

    static boolean isName(String job) {
        return job != null && NAME.matcher(job).matches();
    }

    /** @return where the next part begins */
    long append(String job, long offset, byte[] part) throws IOException {
        synchronized (locks[Math.floorMod(job.hashCode(), STRIPES)]) {
            long length = length(job);
            if (length >= most) {
                // Accepted and dropped, so that it is not sent again.
                return Math.max(length, offset + part.length);
            }
            long fresh = offset + part.length - length;
            if (offset > length || fresh <= 0) {
                return length;
            }
            Files.createDirectories(directory);
            int written = (int) Math.min(fresh, most - length);
            write(job, length, ByteBuffer.wrap(part, (int) (length - offset), written));
            size.addAndGet(written);
            return offset + part.length;
        }
    }

    /** Deletes the oldest outputs if all take too much: ten thousand hosts can fill a disk within minutes. */
    void makeRoom() throws IOException {
        if (size.get() > total) {
            prune(job -> false);
        }
    }

    /** Writes at the given position, so that the remains of a full disk are overwritten. */
    private void write(String job, long position, ByteBuffer bytes) throws IOException {
        try (var file = FileChannel.open(file(job), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long at = position;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        }
    }

    long length(String job) throws IOException {
        try {
            return isName(job) ? Files.size(file(job)) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    byte[] read(String job, long offset, int atMost) throws IOException {
        long there = length(job) - offset;
        if (offset < 0 || there <= 0 || atMost <= 0) {
            return new byte[0];
        }
        var bytes = ByteBuffer.allocate((int) Math.min(there, atMost));
        try (var file = FileChannel.open(file(job))) {
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) > 0) {
                // until all is there
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Deletes outputs of jobs that are gone. If all take too much, deletes the oldest until a tenth is free again. */
    void prune(Predicate<String> gone) throws IOException {
        if (!pruning.tryLock()) {
            return;
        }
        try {
            List<Path> kept = new ArrayList<>();
            long left = 0;
            for (Path file : files()) {
                if (gone.test(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                } else {
                    kept.add(file);
                    left += Files.size(file);
                }
            }
            size.set(left > total ? deleteOldest(kept, left) : left);
        } finally {
            pruning.unlock();
        }
    }

    /** @return bytes of all files afterwards */
    private long deleteOldest(List<Path> files, long size) throws IOException {
        // Looked at once, as some grow meanwhile.
        var age = new HashMap<Path, Long>();
        files.forEach(file -> age.put(file, file.toFile().lastModified()));
        files.sort(Comparator.comparingLong(age::get));
        long left = size;
        for (Path file : files) {
            if (left <= total - total / 10) {
                break;
            }
            left -= Files.size(file);
            Files.delete(file);
        }
        return left;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> isName(file.getFileName().toString())).toList();
        }
    }

    private Path file(String job) {
        return directory.resolve(job);
    }
}
