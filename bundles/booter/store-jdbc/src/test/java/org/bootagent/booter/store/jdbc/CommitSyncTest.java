package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitSyncTest {
    @TempDir
    Path home;

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

    /** Else a job that was acknowledged is lost when Booter is killed in the next moment. */
    @Test
    void waitsForWhatAnotherThreadHasBegunToWrite() throws Exception {
        var database = Database.open(GatedFile.url(Database.embedded(home)), "booter", "", 2);
        try (var handle = Jdbi.create(database.dataSource()).open()) {
            handle.execute("CREATE TABLE written (number INTEGER)");
            database.sync().await(handle);
            GatedFile.closeGate();
            handle.execute("INSERT INTO written VALUES (1)");
            await().until(GatedFile::isWaitedFor);
            var syncing = new Thread(() -> database.sync().await(handle));
            syncing.start();
            await().until(() -> syncing.getState() != State.NEW && syncing.getState() != State.RUNNABLE);
            assertThat(syncing.getState()).isNotEqualTo(State.TERMINATED);
            assertThat(GatedFile.isWaitedFor()).isTrue();
            GatedFile.openGate();
            syncing.join();
        } finally {
            GatedFile.openGate();
            database.close();
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
