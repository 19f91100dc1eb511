package org.bootagent.process.supervisor.log;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Moves the oldest part of a log to {@code <log>.1}, {@code .2} and so on while the agent goes on writing to the same descriptor.
 *
 * <p>An agent appends to its file itself, so that its output needs neither a process nor a pipe of the host agent and outlives it. Such a file cannot be
 * renamed away, and copying and truncating it would lose what is written between the two. So the copied part is cut out of the front of the file ({@code
 * fallocate --collapse-range}): the kernel does that under the file's own lock, and the next append goes to the new end. Nothing is lost or duplicated; only,
 * because the cut is at a block, a line may be divided between two files.
 *
 * <p>Limits: this needs ext4 or XFS. Other file systems get copy and truncate: what is written in the microseconds between is lost, and a part may exist twice
 * after a crash in the middle. The size is only checked at intervals ({@link Logs}), so a file may exceed its size by what is written in between. The oldest
 * part is deleted before the next is copied, so a rotation needs no more space than the parts it keeps.
 *
 * <p>An agent can make its log long without writing: no more than the kept size is ever read, and holes stay holes.
 */
public final class LogRotation {
    private static final int COMPARED = 64 * 1024;
    private static final long UNKNOWN_BLOCK = 64 * 1024;

    private final long maxBytes;
    private final int files;
    private final Optional<String> fallocate;

    /**
     * @param maxBytes size at which a part is moved
     * @param files how many moved parts are kept
     */
    public LogRotation(long maxBytes, int files, Optional<String> fallocate) {
        this.maxBytes = maxBytes;
        this.files = files;
        this.fallocate = fallocate;
    }

    public long maxBytes() {
        return maxBytes;
    }

    /** Moves what exceeds the size; parts that would be deleted at once are not copied. Bytes written meanwhile may be left for the next time. */
    public void rotate(Path log) throws IOException {
        finishInterrupted(log);
        long block = blockSize(log);
        long part = Math.max(block, maxBytes / block * block);
        long surplus = (Files.size(log) / part - files - 1) * part;
        boolean cuts = fallocate.isPresent() && (surplus <= 0 || collapse(log, surplus));
        for (int moved = 0; moved <= files + 1 && Files.size(log) > maxBytes; moved++) {
            cuts = cuts && moveHead(log, Math.min(part, (Files.size(log) - 1) / block * block));
            if (!cuts) {
                moveAll(log, part);
            }
        }
    }

    /** Returns the block size, or a multiple of the usual one where it is unknown, as in a chroot whose root is no mount point. */
    private static long blockSize(Path log) {
        try {
            return Files.getFileStore(log).getBlockSize();
        } catch (IOException e) {
            return UNKNOWN_BLOCK;
        }
    }

    /** Moves the head and returns whether it could be cut out; otherwise nothing has changed. */
    private boolean moveHead(Path log, long part) throws IOException {
        var partial = sibling(log, "partial");
        Files.deleteIfExists(sibling(log, Integer.toString(files)));
        try (var from = FileChannel.open(log, READ);
                var copy = new SparseCopy(from, 0, partial)) {
            copy.to(part);
        }
        boolean cut = collapse(log, part);
        if (cut) {
            shift(log, partial);
        } else {
            Files.delete(partial);
        }
        return cut;
    }

    /** Moves all that is kept; the newest part also takes what would otherwise stay. */
    private void moveAll(Path log, long part) throws IOException {
        var partial = sibling(log, "partial");
        try (var from = FileChannel.open(log, READ, WRITE)) {
            long size = from.size();
            long at = Math.max(0, size - (files + 1) * part);
            for (; size - at > 2 * part; at += part) {
                Files.deleteIfExists(sibling(log, Integer.toString(files)));
                try (var copy = new SparseCopy(from, at, partial)) {
                    copy.to(at + part);
                }
                shift(log, partial);
            }
            Files.deleteIfExists(sibling(log, Integer.toString(files)));
            try (var copy = new SparseCopy(from, at, partial)) {
                long most = size + part;
                for (long end = size; end > copy.position(); end = Math.min(most, from.size())) {
                    copy.to(end);
                }
            }
            from.truncate(0);
        }
        shift(log, partial);
    }

    private boolean collapse(Path log, long length) throws IOException {
        if (fallocate.isEmpty()) {
            return false;
        }
        var process = new ProcessBuilder(
                        fallocate.get(),
                        "--collapse-range",
                        "--offset",
                        "0",
                        "--length",
                        Long.toString(length),
                        log.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0;
    }

    private void shift(Path log, Path partial) throws IOException {
        Files.deleteIfExists(sibling(log, Integer.toString(files)));
        for (int i = files - 1; i >= 1; i--) {
            var older = sibling(log, Integer.toString(i));
            if (Files.exists(older)) {
                Files.move(older, sibling(log, Integer.toString(i + 1)), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(partial, sibling(log, "1"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Finishes a rotation that was cut short: after the copy the part is still in the log, after the cut it is only here. */
    void finishInterrupted(Path log) throws IOException {
        var partial = sibling(log, "partial");
        if (!Files.exists(partial)) {
            return;
        }
        if (startsAlike(partial, log)) {
            Files.delete(partial);
        } else {
            shift(log, partial);
        }
    }

    private static boolean startsAlike(Path partial, Path log) throws IOException {
        try (var copied = Files.newInputStream(partial);
                var written = Files.newInputStream(log)) {
            var start = copied.readNBytes(COMPARED);
            return Arrays.equals(start, written.readNBytes(start.length));
        }
    }

    private static Path sibling(Path log, String suffix) {
        return log.resolveSibling(log.getFileName() + "." + suffix);
    }
}
