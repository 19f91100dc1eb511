package org.bootagent.transport.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.transport.InitialDelay;
import org.bootagent.transport.NoServerException;
import org.bootagent.transport.StatusLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with a server and reports to it: news at once, everything every step, usage at its interval. Runs on the scheduler's thread; commands arrive
 * on another one, so that they never wait for a report.
 */
final class StreamLoop {
    private static final Logger LOG = LoggerFactory.getLogger(StreamLoop.class);
    private static final Duration AFTER_ERROR = Duration.ofMinutes(1);
    /** Delay before new jobs are looked at. */
    private static final Duration PROGRESS = Duration.ofSeconds(1);

    private final Connector connector;
    private final BiConsumer<ControlResponse, String> commands;
    private final Supplier<UsageReporter.Usage> usage;
    private final Duration usageInterval;
    private final StatusLog log;
    private final ScheduledExecutorService scheduler;

    private final AtomicBoolean news = new AtomicBoolean();
    private final AtomicBoolean output = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Session session;
    private Future<?> nextReport;
    private long connected;

    /** An action that may cut the connection. */
    private interface Exchange {
        void with(Session session) throws IOException;
    }

    /** @param usageInterval zero: never */
    StreamLoop(
            Connector connector,
            BiConsumer<ControlResponse, String> commands,
            Supplier<UsageReporter.Usage> usage,
            Duration usageInterval,
            StatusLog log,
            ScheduledExecutorService scheduler) {
        this.connector = connector;
        this.commands = commands;
        this.usage = usage;
        this.usageInterval = usageInterval;
        this.log = log;
        this.scheduler = scheduler;
    }

    void start(InitialDelay firstWait) {
        execute(() -> {
            connector.introduce();
            later(this::connect, firstWait.of(connector.settings().isPresent(), connector.step()));
        });
        if (!usageInterval.isZero()) {
            later(this::usageAgain, usageInterval);
        }
    }

    /** Announces results or events. From any thread. */
    void news() {
        if (!news.getAndSet(true)) {
            execute(() -> {
                news.set(false);
                report();
            });
        }
    }

    /** Announces output of jobs. From any thread. */
    void output() {
        if (!output.getAndSet(true)) {
            execute(() -> {
                output.set(false);
                exchange(current -> current.dialect().output());
            });
        }
    }

    /** Tells the server that this host agent ends. From any thread. */
    void quit() {
        var current = session;
        if (current != null) {
            current.dialect().quit();
        }
    }

    /** Ends the session. From any thread. */
    void close() {
        var current = session;
        session = null;
        if (current != null) {
            current.link().close();
        }
    }

    private void connect() {
        try {
            session = connector.connect();
        } catch (NoServerException e) {
            log.report("", false, "not connected: " + e.getMessage());
            later(this::connect, e.untilNext());
            return;
        } catch (RuntimeException e) {
            LOG.error("Connecting failed; the next try is in {} s", AFTER_ERROR.toSeconds(), e);
            later(this::connect, AFTER_ERROR);
            return;
        }
        connected = System.nanoTime();
        var current = session;
        log.registration(current.link().server().toString(), true, "registered as " + current.id());
        String packages = current.link().packages();
        current.link()
                .listen(
                        current.id(),
                        command -> take(command, packages),
                        (why, how) -> execute(() -> lost(current, why, how)));
        report();
        reportUsage();
        look();
    }

    private void take(ControlResponse command, String packages) {
        commands.accept(command, packages);
        look();
    }

    private void report() {
        exchange(current -> {
            if (current.dialect().report()) {
                accepted(current);
            }
        });
        if (session != null) {
            cancel(nextReport);
            nextReport = schedule(this::report, connector.step());
        }
    }

    /** Polls jobs while there are any. From any thread. */
    private void look() {
        if (!looking.getAndSet(true)) {
            later(this::progress, PROGRESS);
        }
    }

    private void progress() {
        looking.set(false);
        exchange(current -> {
            var next = current.dialect().progress();
            if (next.isPresent() && !looking.getAndSet(true)) {
                later(this::progress, next.get());
            }
        });
    }

    private void usageAgain() {
        try {
            reportUsage();
        } finally {
            later(this::usageAgain, usageInterval);
        }
    }

    private void reportUsage() {
        if (usageInterval.isZero()) {
            return;
        }
        exchange(current -> {
            if (current.dialect().usage(usage.get())) {
                accepted(current);
            }
        });
    }

    private void accepted(Session current) {
        connector.proved(current.link().server());
        log.report(current.link().server().toString(), true, "accepted");
    }

    private void exchange(Exchange exchange) {
        var current = session;
        if (current == null) {
            return;
        }
        try {
            exchange.with(current);
        } catch (IOException e) {
            lost(current, e.getMessage(), Link.End.LOST);
        } catch (RuntimeException e) {
            LOG.error("A report failed; reconnecting", e);
            lost(current, "a report failed: " + e.getMessage(), Link.End.LOST);
        }
    }

    private void lost(Session ended, String why, Link.End how) {
        if (!ended.equals(session)) {
            return;
        }
        close();
        cancel(nextReport);
        log.report("", false, describe(ended, why, how));
        later(this::connect, connector.pause(ended, how, Duration.ofNanos(System.nanoTime() - connected)));
    }

    private static String describe(Session ended, String why, Link.End how) {
        var server = ended.link().server();
        return how == Link.End.REFUSED
                ? "server " + server + " does not open a stream for serial number " + ended.id() + " (" + why
                        + "); if it has one of another process, end that or give one of the two another host/serialNumber"
                : "connection to " + server + " lost: " + why;
    }

    private static void cancel(Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void execute(Runnable task) {
        try {
            scheduler.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The transport is being stopped", e);
        }
    }

    private void later(Runnable task, Duration wait) {
        var unused = schedule(task, wait);
    }

    private Future<?> schedule(Runnable task, Duration wait) {
        try {
            return scheduler.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The transport is being stopped", e);
            return null;
        }
    }
}
