package org.bootagent.booter.publish.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes pipelines within a time that all share. A process that stops is cut off after 30 s: one spool that hangs must leave time to the others, and to what stops
 * after them. Used by one thread at a time.
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    /** Longest wait for slow disks, or for a processor that others need. */
    private static final Duration MOST = Duration.ofSeconds(15);

    /** Time for the next pipelines when others have used up all: it is enough for a disk that works. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Time to give up a pipeline in an orderly way. */
    private static final Duration REST = Duration.ofSeconds(2);

    /** Pause after which there is all of the time again: at a stop, publishers go one soon after the other. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private long ended;
    private long spent;

    /** Begins to close all of these, then waits for them. Returns when they are closed or the time is over. */
    void close(Collection<Pipeline> pipelines) {
        long began = System.nanoTime();
        if (began - ended > PAUSE.toNanos()) {
            spent = 0;
        }
        long deadline = began + Math.max(LEAST.toNanos(), MOST.toNanos() - spent);
        var closers = pipelines.stream()
                .map(pipeline -> pipeline.beginClose(deadline))
                .toList();
        try {
            for (Thread closer : closers) {
                await(closer, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = System.nanoTime();
        spent += ended - began;
    }

    private static void await(Thread closer, long deadline) throws InterruptedException {
        long left = deadline + REST.toNanos() - System.nanoTime();
        closer.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        if (closer.isAlive()) {
            LOG.error("Not waiting any longer for {}: its spool is still busy", closer.getName());
        }
    }
}
