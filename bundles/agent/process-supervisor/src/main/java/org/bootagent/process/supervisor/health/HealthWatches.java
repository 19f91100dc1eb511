package org.bootagent.process.supervisor.health;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.process.supervisor.host.Scheduler;

/** Checks all agents. A probe that hangs blocks only its own thread; threads exist only while there is work. */
public final class HealthWatches implements AutoCloseable {
    private static final int MOST_THREADS = 32;

    private final Scheduler scheduler;
    private final ThreadPoolExecutor threads;
    private final ProbeThreads probes = new Threads();

    public HealthWatches(Scheduler scheduler) {
        this.scheduler = scheduler;
        threads = new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                NamedThreads.numbered("supervisor-health"));
    }

    /**
     * Checks a process from now on.
     *
     * @param started when the process was started
     * @param commands runs a check's command as the agent runs
     * @param listener receives each result, one after the other
     */
    public HealthWatch watch(AgentSpec spec, Instant started, ProbeCommands commands, Consumer<Health> listener) {
        var check = spec.health().orElseThrow();
        var probe = Probes.of(check, Path.of(spec.directory()), commands);
        var watch = new HealthWatch(check, probe, started, probes, listener);
        watch.start();
        return watch;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Threads implements ProbeThreads {
        @Override
        public Instant now() {
            return scheduler.now();
        }

        @Override
        public Cancellable after(Duration delay, Runnable task) {
            return scheduler.at(scheduler.now().plus(delay), task)::cancel;
        }

        @Override
        public Future<?> submit(Runnable task) {
            return threads.submit(task);
        }
    }
}
