package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unconfirmed publications of a publisher on disk, oldest first. They outlive the process however it ends; data that the kernel had not written when the
 * machine went down is lost. Thread-safe: one thread appends, another reads and confirms.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path directory;
    private final long cap;
    private final long segmentBytes;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private FileChannel out;
    private Position confirmed;
    private long bytes;
    private long records;
    private long lost;
    private boolean stuck;
    private boolean closed;

    /**
     * Records read together.
     *
     * @param end where the next batch begins
     */
    record Batch(List<byte[]> records, Position end) {}

    Spool(Path directory, long cap, long segmentBytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.cap = cap;
        this.segmentBytes = segmentBytes;
        this.confirmed = Position.load(directory);
        recover();
        roll();
    }

    private void recover() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(Segment::isOne).sorted().toList()) {
                var segment = Segment.open(file);
                segments.add(segment);
                bytes += segment.bytes();
                records += segment.records();
            }
        }
        while (!segments.isEmpty() && segments.peek().number() < confirmed.segment()) {
            removeOldest();
        }
        if (!segments.isEmpty() && segments.peek().number() == confirmed.segment()) {
            records -= Math.min(confirmed.record(), segments.peek().records());
        } else if (!segments.isEmpty()) {
            confirmed = Position.startOf(segments.peek().number());
        }
    }

    /** Begins a new segment. A segment that is damaged or of an earlier process is never written to, because its end may be torn. */
    private void roll() throws IOException {
        long last =
                segments.isEmpty() ? confirmed.segment() : segments.getLast().number();
        var segment = Segment.next(directory, last + 1);
        var before = out;
        out = segment.create();
        segments.add(segment);
        stuck = false;
        if (before != null) {
            close(before);
        }
    }

    private void close(FileChannel written) {
        try {
            written.close();
        } catch (IOException e) {
            LOG.warn("Cannot close a segment of {}: {}", directory, e.toString());
        }
    }

    /**
     * Begins a new segment as {@link #roll} does. If that fails, for example because too many files are open, the old one goes on as long as it is within the
     * cap.
     */
    private void rollIfPossible() throws IOException {
        try {
            roll();
        } catch (IOException e) {
            if (segments.getLast().bytes() >= cap) {
                throw e;
            }
            if (!stuck) {
                LOG.warn("Cannot create a new segment; continuing the present one: {}", e.toString());
            }
            stuck = true;
        }
    }

    /**
     * Appends these; if that exceeds the cap, the oldest are lost.
     *
     * @throws IOException if it cannot keep all; the others are counted as lost
     */
    synchronized void append(List<byte[]> contents) throws IOException {
        int left = contents.size();
        try {
            for (byte[] content : contents) {
                append(content);
                left--;
                dropOverCap();
            }
        } finally {
            lost += left;
            notifyAll();
        }
    }

    private void append(byte[] content) throws IOException {
        if (segments.getLast().bytes() >= segmentBytes) {
            rollIfPossible();
        }
        segments.getLast().append(out, content);
        bytes += Segment.sizeOf(content);
        records++;
    }

    private void dropOverCap() throws IOException {
        while (bytes > cap && segments.size() > 1) {
            int gone = unconfirmed(segments.peek());
            lost += gone;
            dropOldest(gone);
        }
    }

    /** Waits until there are this many records, or for this long, or until it is closed. */
    synchronized void await(int wanted, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis;
                !closed && records < wanted && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /**
     * Returns the oldest unconfirmed records; empty if there are none. Returns the same ones until they are confirmed. Returns none once closed: a damaged file
     * that it cuts may be another's by then.
     */
    synchronized Batch next(int most, long mostBytes) throws IOException {
        if (closed) {
            return new Batch(List.of(), confirmed);
        }
        var batch = new Reading(most, mostBytes);
        var at = confirmed;
        // One that is damaged may be followed by a new one.
        for (var segment : List.copyOf(segments)) {
            at = at.segment() == segment.number() ? at : Position.startOf(segment.number());
            at = read(segment, at, batch);
            if (batch.full) {
                break;
            }
        }
        return new Batch(batch.contents, at);
    }

    private Position read(Segment segment, Position from, Reading batch) throws IOException {
        var at = from;
        try (var in = segment.reader()) {
            while (at.offset() < segment.bytes()) {
                byte[] content = segment.read(in, at.offset());
                if (!batch.add(content)) {
                    return at;
                }
                at = at.after(content);
            }
        } catch (Segment.DamagedException e) {
            giveUp(segment, at, e);
        }
        return at;
    }

    private void giveUp(Segment segment, Position at, Segment.DamagedException why) throws IOException {
        int gone = segment.records() - at.record();
        LOG.warn("{}; {} publications are lost", why.getMessage(), gone);
        lost += gone;
        records -= gone;
        bytes -= segment.bytes() - at.offset();
        segment.cut(at);
        if (segment == segments.getLast()) {
            rollIfPossible();
        }
    }

    /** A batch being read. */
    private static final class Reading {
        private final List<byte[]> contents = new ArrayList<>();
        private final int most;
        private final long mostBytes;
        private long size;
        private boolean full;

        Reading(int most, long mostBytes) {
            this.most = most;
            this.mostBytes = mostBytes;
        }

        /** Adds a record. The first one always fits, however big. */
        boolean add(byte[] content) {
            full = contents.size() == most || (!contents.isEmpty() && size + content.length > mostBytes);
            if (!full) {
                contents.add(content);
                size += content.length;
            }
            return !full;
        }
    }

    /** Notes that all before this position is delivered. Does nothing once closed: the files may be another's by then. */
    synchronized void confirm(Position end) throws IOException {
        if (closed || end.compareTo(confirmed) <= 0) {
            return;
        }
        while (segments.peek().number() < end.segment()) {
            dropOldest(unconfirmed(segments.peek()));
        }
        records -= end.record() - confirmed.record();
        confirmed = end;
        confirmed.save(directory);
    }

    private int unconfirmed(Segment segment) {
        return segment.records() - (segment.number() == confirmed.segment() ? confirmed.record() : 0);
    }

    private void dropOldest(int unconfirmed) throws IOException {
        records -= unconfirmed;
        confirmed = Position.startOf(segments.peek().number() + 1);
        removeOldest();
    }

    private void removeOldest() throws IOException {
        var oldest = segments.remove();
        bytes -= oldest.bytes();
        oldest.delete();
    }

    /** Bytes that are not confirmed yet. The file that is written to still holds those that are. */
    synchronized long bytes() {
        boolean begun = !segments.isEmpty() && segments.peek().number() == confirmed.segment();
        return bytes - (begun ? confirmed.offset() : 0);
    }

    /** Returns the number of unconfirmed records. */
    synchronized long records() {
        return records;
    }

    /** Returns the number of records dropped over the cap, damaged, or never stored, since this process began. */
    synchronized long lost() {
        return lost;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes. Ends the wait of its reader. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        out.close();
    }
}
