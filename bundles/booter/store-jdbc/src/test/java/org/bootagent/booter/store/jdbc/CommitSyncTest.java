package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitSyncTest {
    @Test
    void oneSyncServesAllThatWaitForIt() throws Exception {
        var syncs = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var grouped = new CommitSync.Grouped(handle -> {
            syncs.incrementAndGet();
            begun.countDown();
            waitFor(goOn);
        });
        var pool = Executors.newCachedThreadPool();
        try {
            var waiting = new ArrayList<Future<?>>();
            waiting.add(pool.submit(() -> grouped.await(null)));
            begun.await();
            for (int i = 0; i < 10; i++) {
                waiting.add(pool.submit(() -> grouped.await(null)));
            }
            await().until(() -> grouped.waiting() == 10);
            goOn.countDown();
            for (Future<?> each : waiting) {
                each.get();
            }
            assertThat(syncs).hasValue(2);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
