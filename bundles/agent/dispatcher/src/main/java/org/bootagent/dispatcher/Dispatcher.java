package org.bootagent.dispatcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes jobs, so that each is done once however often it is sent. */
final class Dispatcher implements JobQueue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Far more than a server has reason to send; a flood must not fill the disk. */
    static final int MAX_PENDING = 1_000;

    static final int MAX_PARAMETERS = 4 << 20;

    private final JobLedger ledger;
    private final HandlerRegistry registry;
    private final JobRuns runs;
    private final Clock clock;
    private final Object submitting = new Object();

    Dispatcher(JobLedger ledger, HandlerRegistry registry, Settings settings, Clock clock) {
        this.ledger = ledger;
        this.registry = registry;
        this.runs = new JobRuns(ledger, registry, settings, clock);
        this.clock = clock;
    }

    /** Takes up what was left undone. */
    void start() {
        for (var unfinished : ledger.unfinished()) {
            LOG.info("job {} is {}", unfinished.job().id(), unfinished.started() ? "resumed" : "taken up");
            runs.add(unfinished.job(), unfinished.started());
        }
        registry.onChange(runs::advance);
        runs.advance();
    }

    @Override
    public void request(String action, String name, Map<String, Object> parameters) {
        ObjectNode message = Json.MAPPER.valueToTree(parameters);
        message.put("id", "host-" + UUID.randomUUID()).put("action", action).put("name", name);
        submit(JobMessage.read(message));
    }

    @Override
    public void submit(Job job) {
        try {
            // In one piece, so that jobs are recorded in the order in which they run.
            synchronized (submitting) {
                take(job);
            }
        } catch (MetafileException e) {
            LOG.debug("job {} is not taken; the server sends it again", job.id(), e);
        }
        runs.advance();
    }

    private void take(Job job) {
        if (runs.contains(job)) {
            return;
        }
        var known = ledger.answer(job);
        if (known.isPresent()) {
            ledger.report(known.get());
        } else if (job.parameters().json().length() > MAX_PARAMETERS) {
            String message = "the job has more than " + MAX_PARAMETERS + " characters";
            reject(JobResult.of(job, ErrorCode.BAD_REQUEST, message, clock.instant()));
        } else if (runs.size() >= MAX_PENDING) {
            LOG.error("job {} is not taken as {} wait already; the server sends it again", job.id(), MAX_PENDING);
        } else {
            ledger.accept(job);
            LOG.info("job {} ({} {}) is taken", job.id(), job.action(), job.name());
            runs.add(job, false);
        }
    }

    @Override
    public void reject(JobResult result) {
        LOG.warn("job {} is refused: {}", result.id(), result.message());
        try {
            ledger.report(result);
        } catch (MetafileException e) {
            LOG.debug("the refusal of job {} is not reported; the server sends it again", result.id(), e);
        }
    }

    @Override
    public int cancel(String id) {
        return runs.cancel(id);
    }

    /** Cancels all jobs of an agent, and tells how many there were. */
    int cancelAgent(String agent) {
        return runs.cancelAgent(agent);
    }

    @Override
    public List<PendingJob> pending() {
        return runs.pending();
    }

    @Override
    public List<Action> actions() {
        return registry.actions();
    }

    @Override
    public void close() {
        registry.onChange(() -> {});
        runs.close();
    }
}
