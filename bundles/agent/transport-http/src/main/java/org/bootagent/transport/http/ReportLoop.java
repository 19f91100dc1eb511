package org.bootagent.transport.http;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one round after the other, on the scheduler's thread, each as long after the one before as that one says. */
final class ReportLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ReportLoop.class);
    private static final Duration AFTER_ERROR = Duration.ofMinutes(1);
    private static final Duration SHORT_STEP = Duration.ofSeconds(5);

    /**
     * A config job of the last reply is done by then. Nothing tells a transport that settings have changed, so it looks once; a change that comes later counts
     * from the next report on.
     */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Between two deliveries of what jobs write. */
    private static final Duration OUTPUT_PAUSE = Duration.ofSeconds(1);

    private final Conversation conversation;
    private final ScheduledExecutorService scheduler;
    private final AtomicBoolean outputsDue = new AtomicBoolean();

    ReportLoop(Conversation conversation, ScheduledExecutorService scheduler) {
        this.conversation = conversation;
        this.scheduler = scheduler;
    }

    void start(Duration longestSpread, RandomGenerator random) {
        scheduler.execute(() -> {
            var wait = firstWait(longestSpread, random);
            if (!wait.isZero()) {
                LOG.info("Reporting in {} ms: hosts that come back together are spread", wait.toMillis());
            }
            later(this::round, wait);
        });
    }

    /**
     * A host that has a name and comes back may do so with all the others, after a power cut or a roll-out: their first reports are spread. A new host reports at
     * once, as somebody waits for it; with a short step, the spread would be no gain.
     */
    private Duration firstWait(Duration longestSpread, RandomGenerator random) {
        var step = step();
        if (step.compareTo(SHORT_STEP) <= 0 || longestSpread.isZero() || !conversation.registered()) {
            return Duration.ZERO;
        }
        long bound = Math.min(step.toMillis(), longestSpread.toMillis());
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    private void round() {
        var round = new Conversation.Round(AFTER_ERROR, false);
        try {
            round = conversation.next();
        } catch (RuntimeException e) {
            LOG.error("A round with the server failed; the next one is in {} s", AFTER_ERROR.toSeconds(), e);
        } finally {
            // Whatever happens, even an Error that nobody catches, the host reports again.
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

    /** What jobs write does not wait for the next report. To be called whenever there is more of it, on any thread. */
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
            LOG.error("What jobs have written could not be delivered; it is tried again with the next report", e);
        }
    }

    private Duration step() {
        try {
            return conversation.step();
        } catch (RuntimeException e) {
            LOG.error("The step cannot be read; {} s are taken", AFTER_ERROR.toSeconds(), e);
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
