package org.bootagent.transport.http;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bootagent.transport.InitialDelay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one round after another on the scheduler's thread, with the pause that each round returns. */
final class ReportLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ReportLoop.class);
    private static final Duration AFTER_ERROR = Duration.ofMinutes(1);

    /**
     * Delay after which a config job of the last reply is done. Nothing tells a transport that settings have changed, so it looks once; a later change counts
     * from the next report on.
     */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Pause between two deliveries of output. */
    private static final Duration OUTPUT_PAUSE = Duration.ofSeconds(1);

    private final Conversation conversation;
    private final ScheduledExecutorService scheduler;
    private final AtomicBoolean outputsDue = new AtomicBoolean();

    ReportLoop(Conversation conversation, ScheduledExecutorService scheduler) {
        this.conversation = conversation;
        this.scheduler = scheduler;
    }

    void start(InitialDelay firstWait) {
        scheduler.execute(() -> later(this::round, firstWait.of(conversation.registered(), step())));
    }

    private void round() {
        var round = new Conversation.Round(AFTER_ERROR, false);
        try {
            round = conversation.next();
        } catch (RuntimeException e) {
            LOG.error("A round with the server failed; the next one is in {} s", AFTER_ERROR.toSeconds(), e);
        } finally {
            // The host reports again after any failure, even an uncaught Error.
            after(round);
        }
    }

    private void after(Conversation.Round round) {
        var wait = round.untilNext();
        if (round.broughtJobs() && wait.compareTo(LOOK_AGAIN) > 0) {
            later(() -> lookAgain(wait), LOOK_AGAIN);
        } else {
            later(this::round, wait);
        }
    }

    private void lookAgain(Duration wait) {
        var step = step();
        var whole = step.compareTo(wait) < 0 ? step : wait;
        later(this::round, whole.minus(LOOK_AGAIN));
    }

    /** Delivers output without waiting for the next report. To be called whenever there is more output, on any thread. */
    void outputChanged() {
        if (outputsDue.compareAndSet(false, true)) {
            later(this::deliverOutputs, OUTPUT_PAUSE);
        }
    }

    private void deliverOutputs() {
        outputsDue.set(false);
        try {
            if (conversation.deliverOutputs()) {
                // Somebody who reads the output waits for its end. The next round comes when it would have come.
                var unused = conversation.next();
            }
        } catch (RuntimeException e) {
            LOG.error("Cannot deliver the output of jobs; trying again with the next report", e);
        }
    }

    private Duration step() {
        try {
            return conversation.step();
        } catch (RuntimeException e) {
            LOG.error("Cannot read the step; using {} s", AFTER_ERROR.toSeconds(), e);
            return AFTER_ERROR;
        }
    }

    private void later(Runnable task, Duration wait) {
        try {
            var unused = scheduler.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The transport is being stopped", e);
        }
    }
}
