package org.bootagent.process.supervisor.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.host.Durations;
import org.bootagent.process.supervisor.host.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of running agents at their size. A growing log is checked every 200 ms, a fast one every 50 ms; a quiet one is left alone until the kernel
 * reports the next write, so quiet agents cost nothing.
 *
 * <p>Hence the bound on disk: an agent's log and its moved parts together exceed {@code (files + 1) x size} by no more than is written between two checks and
 * during one rotation: cap + rate x 0.3 s on a host whose disk keeps up and that has a processor to spare ({@code contrib/bench/logs.sh} measures it). Logs are
 * rotated one after the other, so the rate is that of all together. If the kernel's watches are used up, a quiet log is checked every 10 s, and the first burst
 * after the quiet may exceed it by what is written in that time.
 */
public final class Logs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Logs.class);
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final Duration SELDOM = Duration.ofSeconds(10);

    /** Growth between two checks, as a part of the size, that counts as fast. */
    private static final int FAST = 8;

    private final LogRotation rotation;
    private final Scheduler scheduler;
    private final WriteWatch writes;
    /** Logs by the directory that each is in. */
    private final Map<Path, GrowingLog> logs = new ConcurrentHashMap<>();

    private Pace pace = Pace.NEVER;
    private Scheduler.Cancellable next = () -> {};
    /** Counts scheduled checks, so that one that was put forward does not run twice. */
    private long turn;

    private boolean looking;
    private boolean closed;
    private boolean warned;

    /** Interval until the next check. */
    private enum Pace {
        AT_ONCE,
        OFTEN,
        SELDOM,
        NEVER
    }

    public Logs(LogRotation rotation, Scheduler scheduler, WriteWatch.Source events) {
        this.rotation = rotation;
        this.scheduler = scheduler;
        this.writes = new WriteWatch(events, this::written);
    }

    /** Follows a log to which an agent writes from now on. */
    public void follow(Path file) {
        logs.put(file.getParent(), new GrowingLog(file));
        hurry();
    }

    /** Stops following a log after a last look, as what was written last may still be too much. */
    public void leave(Path file) {
        var log = logs.get(file.getParent());
        if (log != null) {
            log.end();
            hurry();
        }
    }

    private void written(Path directory) {
        var log = logs.get(directory);
        if (log != null) {
            log.grow();
            hurry();
        }
    }

    /** Puts the next check forward, unless it is near or the running one will cover it. */
    private synchronized void hurry() {
        if (!looking && pace != Pace.AT_ONCE) {
            schedule(Pace.AT_ONCE, scheduler.now());
        }
    }

    private synchronized void schedule(Pace wanted, Instant from) {
        next.cancel();
        pace = closed ? Pace.NEVER : wanted;
        if (pace != Pace.NEVER) {
            long mine = ++turn;
            next = scheduler.at(from.plus(period(pace)), () -> look(mine));
        }
    }

    private static Duration period(Pace pace) {
        return switch (pace) {
            case AT_ONCE -> AT_ONCE;
            case OFTEN -> OFTEN;
            default -> SELDOM;
        };
    }

    private void look(long mine) {
        if (begin(mine)) {
            var begun = scheduler.now();
            try {
                logs.values().forEach(log -> Contained.run("Looking at " + log.file(), () -> look(log)));
            } finally {
                end(begun);
            }
        }
    }

    private synchronized boolean begin(long mine) {
        looking = !closed && mine == turn;
        return looking;
    }

    private synchronized void end(Instant begun) {
        looking = false;
        schedule(slowestThatWillDo(), begun);
    }

    private Pace slowestThatWillDo() {
        return logs.values().stream().map(this::pace).min(Pace::compareTo).orElse(Pace.NEVER);
    }

    private Pace pace(GrowingLog log) {
        return switch (log.state()) {
            case GROWS -> log.growth() > rotation.maxBytes() / FAST ? Pace.AT_ONCE : Pace.OFTEN;
            case ENDED -> Pace.OFTEN;
            case UNWATCHED -> Pace.SELDOM;
            case WATCHED -> Pace.NEVER;
        };
    }

    private void look(GrowingLog log) {
        switch (log.state()) {
            case ENDED -> {
                measure(log);
                logs.remove(log.file().getParent(), log);
            }
            case GROWS, UNWATCHED -> {
                measure(log);
                if (log.becomesQuiet()) {
                    watch(log);
                }
            }
            case WATCHED -> {}
        }
    }

    private void measure(GrowingLog log) {
        boolean first = log.unknown();
        log.measured(size(log.file()));
        try {
            if (first) {
                rotation.finishInterrupted(log.file());
            }
            if (log.size() > rotation.maxBytes()) {
                rotation.rotate(log.file());
                log.rotated(size(log.file()));
            }
        } catch (IOException e) {
            LOG.warn("Cannot rotate {}; it goes on growing: {}", log.file(), e.toString());
        }
    }

    /** Asks the kernel to tell of the next write, then looks once more, as it does not tell of a write just before. */
    private void watch(GrowingLog log) {
        log.watched();
        try {
            writes.awaitWrite(log.file().getParent());
            log.measured(size(log.file()));
        } catch (IOException | RuntimeException | Error e) {
            log.unwatched();
            if (!warned) {
                warned = true;
                LOG.warn(
                        "A burst of output may exceed an agent's log size on disk for {}, as {} cannot be watched: {}",
                        Durations.format(SELDOM),
                        log.file().getParent(),
                        e.toString());
            }
        }
    }

    /** Returns whether no look is scheduled, unless an agent writes. */
    synchronized boolean idle() {
        return !looking && pace == Pace.NEVER;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            next.cancel();
        }
        writes.close();
    }
}
