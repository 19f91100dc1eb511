package org.bootagent.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;

class NamedThreadsTest {
    @Test
    void namesThreadsAndLetsTheJvmEndWithoutThem() {
        var one = NamedThreads.named("clock");
        assertThat(one.newThread(() -> {}).getName()).isEqualTo("clock");
        assertThat(one.newThread(() -> {}).isDaemon()).isTrue();
        var many = NamedThreads.numbered("worker");
        assertThat(many.newThread(() -> {}).getName()).isEqualTo("worker-1");
        assertThat(many.newThread(() -> {}).getName()).isEqualTo("worker-2");
    }

    @Test
    void logsTheExceptionThatEndsAThread() throws Exception {
        try (var log = new LogRecords(NamedThreads.class)) {
            var thread = NamedThreads.create("doomed", () -> {
                throw new IllegalStateException("made up");
            });
            thread.start();
            thread.join();
            assertThat(log.messages()).containsExactly("Thread doomed ended");
            assertThat(log.all()).extracting(LogRecord::getThrown).hasOnlyElementsOfType(IllegalStateException.class);
        }
    }

    @Test
    void schedulerForgetsACancelledTask() throws Exception {
        var scheduler = NamedThreads.scheduler("clock");
        try {
            assertThat(scheduler.submit(() -> Thread.currentThread().getName()).get())
                    .isEqualTo("clock");
            scheduler.schedule(() -> {}, 1, TimeUnit.DAYS).cancel(false);
            assertThat(scheduler.shutdownNow()).isEmpty();
        } finally {
            scheduler.shutdownNow();
        }
    }
}
