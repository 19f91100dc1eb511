package org.bootagent.report.outbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Output of a job in a directory of its own: {@code head} grows, then {@code tail.N} files come and go. When the job has ended, {@code end} has what follows
 * the head; its presence means that the output is complete.
 */
final class SpooledOutput implements JobOutput {
    private static final Logger LOG = LoggerFactory.getLogger(SpooledOutput.class);

    private final Path directory;
    private final Spool spool;
    private final String key;
    private final String job;
    private final LastLines last = new LastLines();
    private Segments tail;
    private OutputStream open;
    /** Part after the head while the disk is full; else null. */
    private MemoryOutput memory;

    private long head;
    private long end;
    private boolean complete;
    private String problem;

    SpooledOutput(Path directory, Spool spool, String key, String job) {
        this.directory = directory;
        this.spool = spool;
        this.key = key;
        this.job = job;
        try {
            head = size(headFile());
            complete = Files.exists(endFile());
            end = size(endFile());
            tail = new Segments(directory, spool.segment(), spool.tail());
        } catch (IOException e) {
            rememberOrFail(e);
        }
    }

    /** Keeps a small output in memory if the disk is full; any other failure ends the output. */
    private void rememberOrFail(IOException cause) {
        if (head < spool.head() && MemoryOutput.isFor(cause, directory)) {
            LOG.warn(
                    "No space left for the output of job {}; keeping up to {} bytes in memory", job, MemoryOutput.MOST);
            memory = new MemoryOutput(cause);
        } else {
            failed(cause);
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    String key() {
        return key;
    }

    boolean retired() {
        return Files.exists(retiredFile());
    }

    /** Sets the output aside, or brings it back. A failure costs at most a second delivery, so it is not reported. */
    synchronized void retire(boolean retired) {
        try {
            if (!complete) {
                complete();
            }
            if (retired) {
                Files.createFile(retiredFile());
            } else {
                Files.deleteIfExists(retiredFile());
            }
        } catch (IOException e) {
            LOG.debug("Keeping the output of job {} as it was", job, e);
        }
        complete = true;
    }

    synchronized Output view() {
        return new Output(key, job, head + end + (memory == null ? 0 : memory.size()), complete);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        synchronized (this) {
            last.write(bytes, offset, length);
            if (complete || problem != null) {
                return;
            }
            long before = head;
            try {
                keep(bytes, offset, length);
            } catch (IOException e) {
                rememberOrFail(e);
            }
            if (memory != null) {
                int done = (int) (head - before);
                remember(bytes, offset + done, length - done);
            }
        }
        spool.changed();
    }

    private void remember(byte[] bytes, int offset, int length) {
        if (!memory.add(bytes, offset, length)) {
            failed(memory.cause());
        }
    }

    private void keep(byte[] bytes, int offset, int length) throws IOException {
        if (memory != null) {
            return;
        }
        int first = (int) Math.min(length, spool.head() - head);
        if (first > 0) {
            if (open == null) {
                open = Files.newOutputStream(headFile(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            open.write(bytes, offset, first);
            head += first;
        }
        if (first < length) {
            closeHead();
            tail.write(bytes, offset + first, length - first);
        }
    }

    private void closeHead() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    /** Records a failure; the first one counts. */
    private void failed(IOException cause) {
        if (problem != null) {
            LOG.debug("The output of job {} cannot be completed", job, cause);
            return;
        }
        problem = "the output is not kept any further: " + describe(cause) + "; see to the disk of " + directory;
        LOG.error("Job {}: {}", job, problem);
    }

    /** Describes a failure; the file system's own message is often only a path. */
    private static String describe(IOException cause) {
        return cause instanceof FileSystemException
                ? cause.getClass().getSimpleName() + ' ' + cause.getMessage()
                : cause.getMessage();
    }

    /** Reads a part; ignores what a failed write has left behind. */
    synchronized byte[] read(long offset, int most) {
        if (memory != null && offset >= head) {
            return memory.read(offset - head, most);
        }
        boolean inHead = offset < head;
        long from = inHead ? offset : offset - head;
        long there = (inHead ? head : end) - from;
        if (offset < 0 || there <= 0 || most <= 0) {
            return new byte[0];
        }
        var bytes = ByteBuffer.allocate((int) Math.min(most, there));
        try (var file = FileChannel.open(inHead ? headFile() : endFile())) {
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
                // until all is there
            }
        } catch (IOException e) {
            LOG.error("The output of job {} cannot be read: {}", job, e.toString());
            return new byte[0];
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Override
    public synchronized String lastLines() {
        return last.text();
    }

    @Override
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (complete) {
                return;
            }
            try {
                complete();
            } catch (IOException e) {
                failed(e);
            }
            complete = true;
        }
        spool.changed();
    }

    /** Completes the output: the name {@code end} appears with all its content. */
    private void complete() throws IOException {
        closeHead();
        if (tail == null || memory != null) {
            return;
        }
        Path growing = directory.resolve("end.new");
        try (var out = Files.newOutputStream(growing)) {
            if (tail.left() > 0) {
                out.write(note(tail.left()));
            }
            tail.copyTo(out);
        }
        Files.move(growing, endFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        end = Files.size(endFile());
        tail.drop(Long.MAX_VALUE);
    }

    private static byte[] note(long left) {
        return ("\n[... " + left + " bytes of output are left out here ...]\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Deletes the output, even while somebody writes. */
    synchronized void delete() {
        complete = true;
        head = 0;
        end = 0;
        memory = null;
        try {
            closeHead();
            if (tail != null) {
                tail.close();
            }
            Spool.deleteTree(directory);
        } catch (IOException e) {
            LOG.error("The output of job {} cannot be deleted: {}", job, e.toString());
        }
    }

    private Path headFile() {
        return directory.resolve("head");
    }

    private Path retiredFile() {
        return directory.resolve("retired");
    }

    private Path endFile() {
        return directory.resolve("end");
    }
}
