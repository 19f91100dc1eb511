package org.bootagent.process.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.HealthState;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private final Tasks tasks = new Tasks();
    private final List<Health> heard = new ArrayList<>();

    @Test
    void anErrorOfACheckIsAFailureAndTheNextCheckFollows() {
        watch(
                () -> {
                    throw new NoClassDefFoundError("gone");
                },
                heard::add);

        tasks.runNext();
        tasks.runNext();

        assertThat(heard).hasSize(2).allMatch(health -> health.state() == HealthState.UNHEALTHY);
        assertThat(heard.get(1).reason()).contains("NoClassDefFoundError: gone");
        assertThat(tasks.waiting).hasSize(1);
    }

    @Test
    void aListenerThatThrowsIsToldOfTheNextResultOnce() {
        watch(Optional::empty, health -> {
            heard.add(health);
            throw new IllegalStateException("a defect");
        });

        tasks.runNext();
        tasks.runNext();

        assertThat(heard).hasSize(2).allMatch(health -> health.state() == HealthState.HEALTHY);
        assertThat(tasks.waiting).as("one check at a time").hasSize(1);
    }

    private void watch(Probe probe, Consumer<Health> listener) {
        var check = new HealthCheck(
                HealthCheck.Kind.FILE,
                List.of("well"),
                null,
                Duration.ofSeconds(10),
                Duration.ZERO,
                null,
                1,
                HealthCheck.Action.REPORT);
        new HealthWatch(check, probe, Instant.EPOCH, tasks, listener).start();
    }

    /** Keeps the scheduled tasks until the test runs them. */
    private static final class Tasks implements ProbeThreads {
        private final Queue<Runnable> waiting = new ArrayDeque<>();

        void runNext() {
            waiting.remove().run();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusSeconds(60);
        }

        @Override
        public Cancellable after(Duration delay, Runnable task) {
            waiting.add(task);
            return () -> waiting.remove(task);
        }

        @Override
        public Future<?> submit(Runnable task) {
            try {
                task.run();
                return CompletableFuture.completedFuture(null);
            } catch (Throwable e) {
                // As an executor does.
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
