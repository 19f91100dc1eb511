package org.bootagent.process.supervisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.concurrent.NamedThreads;
import org.junit.jupiter.api.Test;

class SystemSchedulerTest {
    @Test
    void aTaskForWhichThereIsNoThreadRunsLater() {
        var asked = new AtomicInteger();
        ThreadFactory scarce = task -> {
            if (asked.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return NamedThreads.create("test", task);
        };
        var done = new AtomicInteger();
        try (var scheduler = new SystemScheduler(scarce)) {
            scheduler.workers().execute(done::incrementAndGet);

            await().atMost(Duration.ofMinutes(3)).until(() -> done.get() == 1);
        }
        assertThat(asked).hasValue(2);
    }
}
