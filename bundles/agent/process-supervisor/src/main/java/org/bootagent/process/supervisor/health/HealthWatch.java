package org.bootagent.process.supervisor.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.HealthState;
import org.bootagent.process.supervisor.host.Contained;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks one process of an agent, one try at a time, until it is closed. */
public final class HealthWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final Duration STARTING_PERIOD = Duration.ofSeconds(1);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);

    private final HealthCheck check;
    private final Probe probe;
    private final Instant started;
    private final ProbeThreads threads;
    private final Consumer<Health> listener;

    private Health health = Health.STARTING;
    private ProbeThreads.Cancellable next = () -> {};
    private Future<?> running;
    private boolean closed;

    HealthWatch(HealthCheck check, Probe probe, Instant started, ProbeThreads threads, Consumer<Health> listener) {
        this.check = check;
        this.probe = probe;
        this.started = started;
        this.threads = threads;
        this.listener = listener;
    }

    public synchronized void start() {
        var wait = STARTING_PERIOD.compareTo(check.period()) < 0 ? FIRST_DELAY : check.period();
        next = threads.after(wait, this::begin);
    }

    public synchronized Health health() {
        return health;
    }

    /** Closes. A running check is broken off, and its result is dropped. */
    public synchronized void close() {
        closed = true;
        next.cancel();
        if (running != null) {
            running.cancel(true);
        }
    }

    private synchronized void begin() {
        if (closed) {
            return;
        }
        try {
            running = threads.submit(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // So many hang that there is no thread for this one: nothing is known, so nothing is said.
            next = threads.after(STARTING_PERIOD, this::begin);
        }
    }

    private void run() {
        try {
            heard(failure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> failure() throws InterruptedException {
        try {
            return probe.failure();
        } catch (RuntimeException | Error e) {
            LOG.error("Health check {} could not run", check.describe(), e);
            return Optional.of("the check failed by itself: " + e);
        }
    }

    private void heard(Optional<String> failure) {
        Health now;
        synchronized (this) {
            if (closed) {
                return;
            }
            boolean early = threads.now().isBefore(started.plus(check.startPeriod()));
            health = health.after(failure, early, check.retries());
            now = health;
            next = threads.after(pause(now), this::begin);
        }
        Contained.run("Acting on health check " + check.describe(), () -> listener.accept(now));
    }

    private Duration pause(Health now) {
        boolean soon = now.state() == HealthState.STARTING && STARTING_PERIOD.compareTo(check.period()) < 0;
        return soon ? STARTING_PERIOD : check.period();
    }
}
