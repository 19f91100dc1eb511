package org.bootagent.dispatcher;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobQueue.PendingJob;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.wire.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts each unfinished job in its turn, enforces its deadline, and records its result. */
final class JobRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRuns.class);
    private static final int LOGGED = 300;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final JobLedger ledger;
    private final Settings settings;
    private final Clock clock;
    private final Threads threads = new Threads();
    private final HandlerWait handlers;

    /** Guards the fields below. No callback runs while it is held. */
    private final Object lock = new Object();
    /** Unfinished jobs by key, in the order of arrival. */
    private final Map<String, JobRun> runs = new LinkedHashMap<>();

    private final AgentQueues queues;
    private long sequence;
    private boolean closed;

    JobRuns(JobLedger ledger, HandlerRegistry registry, Settings settings, Clock clock) {
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.handlers = new HandlerWait(registry, settings.handlerWait(), threads, this::advance);
        this.queues = new AgentQueues(settings.parallel(), settings.parallelLifecycle(), settings.parallelExec());
    }

    void add(Job job, boolean started) {
        synchronized (lock) {
            var run = new JobRun(sequence++, job, started, clock);
            runs.put(job.key(), run);
            queues.add(run);
        }
    }

    boolean contains(Job job) {
        synchronized (lock) {
            return runs.containsKey(job.key());
        }
    }

    int size() {
        synchronized (lock) {
            return runs.size();
        }
    }

    /** Starts every job whose turn it is. Must be called whenever that may have changed. */
    void advance() {
        var found = new HashMap<JobRun, JobHandler>();
        List<JobRun> next;
        synchronized (lock) {
            next = closed
                    ? List.of()
                    : queues.take(run -> {
                        handlers.handler(run).ifPresent(handler -> found.put(run, handler));
                        return found.containsKey(run);
                    });
        }
        next.forEach(run -> threads.now(() -> begin(run, found.get(run))));
    }

    private void begin(JobRun run, JobHandler handler) {
        try {
            if (!run.resumed()) {
                ledger.started(run.job());
            }
        } catch (MetafileException e) {
            threads.later(settings.retry(), () -> begin(run, handler));
            return;
        }
        Duration timeout =
                run.job().timeout() == null ? settings.timeout() : run.job().timeout();
        Runnable callOff = threads.later(timeout, () -> expire(run, timeout));
        var result = run.run(handler, timeout);
        callOff.run();
        result.ifPresent(it -> ended(run, it));
    }

    private void ended(JobRun run, JobResult result) {
        if (run.end()) {
            record(run, result);
            return;
        }
        LOG.warn(
                "The handler of job {} ({} {}) has returned after its deadline",
                run.job().id(),
                run.job().action(),
                run.job().name());
        synchronized (lock) {
            queues.releaseAgent(run);
        }
        advance();
    }

    private void expire(JobRun run, Duration timeout) {
        run.stop(StopReason.DEADLINE);
        threads.later(settings.grace(), () -> abandon(run, timeout));
    }

    /** Gives up on a handler that does not return. Its agent stays blocked, because two handlers must never work on one agent at once. */
    private void abandon(JobRun run, Duration timeout) {
        if (run.end()) {
            String message = "not done in " + timeout.toSeconds() + " s, and not stopped "
                    + settings.grace().toSeconds() + " s after it was interrupted";
            record(run, run.result(ErrorCode.DEADLINE_EXCEEDED, message));
        }
    }

    /** Records a result, retrying until it succeeds: an unrecorded result is never reported. */
    private void record(JobRun run, JobResult result) {
        try {
            ledger.finished(run.job(), result);
        } catch (MetafileException e) {
            threads.later(settings.retry(), () -> record(run, result));
            return;
        }
        log(result);
        synchronized (lock) {
            runs.remove(run.job().key());
            queues.releaseThread(run);
            if (!run.busy()) {
                queues.releaseAgent(run);
            }
        }
        handlers.forget(run);
        advance();
    }

    private static void log(JobResult result) {
        if (result.errcode() == ErrorCode.SUCCESS.number()) {
            LOG.info("Job {} ({} {}) is done: {}", result.id(), result.action(), result.name(), oneLine(result));
        } else {
            LOG.warn(
                    "Job {} ({} {}) failed with {}: {}",
                    result.id(),
                    result.action(),
                    result.name(),
                    result.errcode(),
                    oneLine(result));
        }
    }

    /** Returns the message as one short line. It may hold a script's output, which must neither forge log lines nor fill the log. */
    private static String oneLine(JobResult result) {
        return PrintableText.line(result.message(), LOGGED);
    }

    int cancel(String id, boolean onlyWaiting) {
        return cancel(
                run -> run.job().id().equals(id) && !run.job().action().equals(CancelHandler.ACTION), onlyWaiting);
    }

    /** @param by job that asks for it; jobs that came after it are left alone */
    int cancelAgent(String agent, Job by) {
        long place;
        synchronized (lock) {
            var run = runs.get(by.key());
            place = run == null ? Long.MAX_VALUE : run.sequence();
        }
        return cancel(run -> run.job().name().equals(agent) && run.sequence() < place, false);
    }

    private int cancel(Predicate<JobRun> which, boolean onlyWaiting) {
        var dropped = new ArrayList<JobRun>();
        var begun = new ArrayList<JobRun>();
        synchronized (lock) {
            for (JobRun run : runs.values()) {
                if (which.test(run)) {
                    (!run.resumed() && queues.remove(run) ? dropped : begun).add(run);
                }
            }
        }
        for (JobRun run : dropped) {
            run.end();
            record(run, run.result(ErrorCode.CANCELLED, "cancelled before it began"));
        }
        return onlyWaiting
                ? dropped.size()
                : dropped.size()
                        + (int) begun.stream()
                                .filter(run -> run.stop(StopReason.CANCELLED))
                                .count();
    }

    List<PendingJob> pending() {
        synchronized (lock) {
            return runs.values().stream().map(this::pending).toList();
        }
    }

    private PendingJob pending(JobRun run) {
        Job job = run.job();
        boolean waits = queues.isWaiting(run);
        String state = waits ? "waiting" : "running";
        return new PendingJob(
                job.id(), job.action(), job.name(), state, run.done(), waits ? reason(run) : run.message());
    }

    private String reason(JobRun run) {
        return queues.predecessor(run)
                .map(before ->
                        "after job " + before.job().id() + " (" + before.job().action() + ")")
                .orElse(
                        handlers.waiting(run)
                                ? "for a bundle that provides " + run.job().action()
                                : "for its turn");
    }

    @Override
    public void close() {
        List<JobRun> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(runs.values());
        }
        all.forEach(run -> run.stop(StopReason.SHUTDOWN));
        threads.close(CLOSING);
    }
}
