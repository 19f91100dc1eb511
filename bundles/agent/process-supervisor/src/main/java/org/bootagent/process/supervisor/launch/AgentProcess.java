package org.bootagent.process.supervisor.launch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.limits.RunningLimits;
import org.bootagent.process.supervisor.proc.ProcessEnd;
import org.bootagent.process.supervisor.proc.ProcessGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's process, which leads its own session and process group.
 *
 * @param started when it was started
 * @param exit completes when it has ended
 * @param limits that it is held to
 * @param logStart where its own output begins in the log
 */
public record AgentProcess(
        long pid,
        Instant started,
        CompletableFuture<ProcessEnd> exit,
        ProcessGroup group,
        RunningLimits limits,
        long logStart) {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);
    private static final int KILLED = 128 + 9;
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    /**
     * Stops the process by stop signal, grace and kill. An interrupt ends the grace, not the stop.
     *
     * @return whether nothing is left of it
     */
    public boolean stop(String signal, Duration grace) {
        boolean interrupted = false;
        boolean gone = false;
        Contained.run("Preparing the end of process " + pid, limits.scope()::ending);
        try {
            gone = ask(signal) && awaitGone(grace);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        while (!gone) {
            kill();
            try {
                gone = awaitGone(KILL_PATIENCE);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        clear(gone);
        return gone;
    }

    public void whenEnded(Executor executor, Consumer<ProcessEnd> task) {
        var unused = exit.thenAcceptAsync(task, executor).exceptionally(e -> {
            LOG.error("Handling the end of process {} failed", pid, e);
            return null;
        });
    }

    /** Returns the limit for exceeding which it was killed, if it was; to be asked once it has ended. A kill by anybody else does not count. */
    public Optional<String> overLimit(OptionalInt code) {
        boolean killed = code.isEmpty() || code.getAsInt() == KILLED;
        return killed ? limits.scope().overLimit() : Optional.empty();
    }

    /** Returns whether its end has not been heard of yet. */
    public boolean lives() {
        return !exit.isDone();
    }

    /** Returns whether it has left processes behind; to be asked once it has ended, before they are killed. */
    public boolean hasLeft() {
        return !group.isEmpty() || limits.scope().occupied();
    }

    /** Kills what an agent that ended by itself left behind, which must not be in its successor's way. */
    public void killRemains() {
        kill();
        clear(true);
    }

    private void kill() {
        Contained.get("Killing process group " + pid, false, () -> group.signal("KILL"));
    }

    private void clear(boolean last) {
        Contained.run("Killing what is left of process " + pid, () -> limits.release(last));
    }

    private boolean ask(String signal) {
        boolean sent = Contained.get(
                "Sending signal " + signal + " to process group " + pid, false, () -> group.signal(signal));
        if (!sent && !exit.isDone()) {
            LOG.warn("Cannot send process group {} signal {}; killing it without a grace period", pid, signal);
            return exit.isDone();
        }
        return true;
    }

    private boolean awaitGone(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            exit.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for process " + pid + " failed", e);
        }
        return group.awaitEmpty(Duration.ofNanos(end - System.nanoTime()));
    }
}
