package org.bootagent.booter.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a part of a file as fast as the client reads it, within limits. */
final class FileSender implements WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);
    private static final int PIECE = 1 << 14;
    /** Bytes after which a fast client yields the thread to others. */
    private static final int TURN = 1 << 20;

    private final FileChannel file;
    private final long first;
    private final long end;
    private final AsyncContext context;
    private final Runnable release;
    private final AtomicBoolean over = new AtomicBoolean();
    private ServletOutputStream out;
    private volatile long position;
    private volatile Transfers.Transfer transfer;
    private volatile Future<?> looks;

    /** @param release called once when nothing more is sent */
    FileSender(FileChannel file, long first, long length, AsyncContext context, Runnable release) {
        this.file = file;
        this.first = first;
        this.position = first;
        this.end = first + length;
        this.context = context;
        this.release = release;
    }

    void begin(Exchanges all, HttpServletRequest request, HttpServletResponse response) throws IOException {
        out = response.getOutputStream();
        transfer = all.transfers.begin(request, this);
        Pace pace = all.limits.pace();
        looks = all.deadlines.scheduleWithFixedDelay(
                () -> look(pace), pace.seconds(), pace.seconds(), TimeUnit.SECONDS);
        out.setWriteListener(this);
    }

    /** The root of a thread. */
    private void look(Pace pace) {
        try {
            if (!pace.isKept(position - first)) {
                transfer.abort("it takes a download too slowly");
            }
        } catch (RuntimeException e) {
            LOG.warn("Cannot end a download that is too slow", e);
        }
    }

    @Override
    public void onWritePossible() {
        try {
            long turn = position + TURN;
            while (position < end && position < turn && out.isReady()) {
                write();
            }
            if (position >= turn && position < end) {
                context.start(this::onWritePossible);
            } else if (position >= end && out.isReady()) {
                finish();
            }
        } catch (IOException | RuntimeException e) {
            onError(e);
        }
    }

    /** Writes in pieces, which the server may keep until they are sent. */
    private void write() throws IOException {
        var piece = ByteBuffer.allocate((int) Math.min(PIECE, end - position));
        int n = file.read(piece, position);
        if (n <= 0) {
            throw new IOException("the file became shorter while it was sent");
        }
        long sent = position + n;
        position = sent;
        out.write(piece.array(), 0, n);
    }

    @Override
    public void onError(Throwable why) {
        LOG.debug("Download ended early at byte {} of {}", position, end, why);
        finish();
    }

    private void finish() {
        if (over.compareAndSet(false, true)) {
            transfer.end();
            looks.cancel(false);
            release.run();
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("Closing a file that was sent failed", e);
            }
            context.complete();
        }
    }
}
