package org.bootagent.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bootagent.api.report.JobOutput;

/** Output of a job in a test: its first MiB, and its length. Thread-safe. */
public final class FakeOutput implements JobOutput {
    private static final int KEPT = 1 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long written;
    private boolean closed;

    public synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    public synchronized long written() {
        return written;
    }

    public synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        written += length;
        if (kept.size() < KEPT) {
            kept.write(bytes, offset, length);
        }
    }

    @Override
    public String lastLines() {
        return text().strip();
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
