package org.bootagent.booter.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a body whenever a part of it arrives, until a deadline. */
final class BodyReader implements ReadListener {
    private static final int BUFFER = 1 << 16;

    private final ServletInputStream in;
    private final BodyReceiver receiver;
    private final Runnable release;
    private Future<?> deadline;
    private boolean over;

    /** @param release called once when nothing more is read */
    BodyReader(ServletInputStream in, BodyReceiver receiver, Runnable release) {
        this.in = in;
        this.receiver = receiver;
        this.release = release;
    }

    void begin(ScheduledExecutorService deadlines, Duration time) {
        synchronized (this) {
            deadline = deadlines.schedule(this::timeUp, time.toMillis(), TimeUnit.MILLISECONDS);
        }
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() {
        var buffer = new byte[BUFFER];
        try {
            while (!isOver() && in.isReady() && !in.isFinished()) {
                int n = in.read(buffer);
                if (n < 0) {
                    break;
                }
                take(buffer, n);
            }
        } catch (IOException | RuntimeException e) {
            onError(e);
        }
    }

    @Override
    public void onAllDataRead() {
        if (end()) {
            receiver.complete();
        }
    }

    @Override
    public void onError(Throwable why) {
        if (end()) {
            receiver.failed(why);
        }
    }

    private void timeUp() {
        onError(new TimeoutException("the body did not arrive in time"));
    }

    /** Passes on a piece. Never calls the receiver on two threads: the deadline waits for a piece in progress. */
    private synchronized void take(byte[] buffer, int length) throws IOException {
        if (!over) {
            receiver.take(buffer, length);
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean end() {
        if (over) {
            return false;
        }
        over = true;
        deadline.cancel(false);
        release.run();
        return true;
    }
}
