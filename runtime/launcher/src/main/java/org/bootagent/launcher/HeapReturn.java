package org.bootagent.launcher;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns memory to the system after a burst. The serial collector shrinks its heap only in a full collection, which it runs only when the heap is full. So
 * memory used by a thousand hosts for a minute would stay with this process for ever. Runs a full collection when little is allocated and much is likely to be
 * free.
 */
final class HeapReturn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeapReturn.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final long WORTH_IT = 32L << 20;

    /** Most young collections between two looks at which the process counts as idle; otherwise a pause would be felt. */
    private static final long QUIET = 3;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "heap-return");
        thread.setDaemon(true);
        return thread;
    });
    private final MemoryPoolMXBean old;
    private long collections = -1;

    private HeapReturn(MemoryPoolMXBean old) {
        this.old = old;
    }

    /** Starts if the serial collector is used; other collectors shrink by themselves. */
    static Optional<HeapReturn> start() {
        var old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst()
                .map(HeapReturn::new);
        old.ifPresent(it -> {
            var unused =
                    it.clock.scheduleWithFixedDelay(it::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
        });
        return old;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void look() {
        long now = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        boolean quiet = collections >= 0 && now - collections <= QUIET;
        collections = now;
        if (quiet
                && isWorthIt(old.getUsage().getUsed(), old.getCollectionUsage().getUsed())) {
            long before = Runtime.getRuntime().totalMemory();
            System.gc();
            LOG.debug(
                    "Heap of {} MiB is {} MiB now",
                    before >> 20,
                    Runtime.getRuntime().totalMemory() >> 20);
        }
    }

    /**
     * Returns whether enough was allocated since the last collection that a part is likely to be free.
     *
     * @param used bytes of the old generation
     * @param usedAfterCollection bytes after it was last collected; 0 if it never was
     */
    static boolean isWorthIt(long used, long usedAfterCollection) {
        return used - usedAfterCollection > WORTH_IT;
    }
}
