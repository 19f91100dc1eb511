package org.bootagent.dispatcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    public void submit(List<Job> jobs) {
        try {
            // In one piece, so that jobs are recorded in the order in which they run.
            synchronized (submitting) {
                take(jobs);
            }
        } catch (MetafileException e) {
            LOG.debug("{} jobs are not taken; the server sends them again", jobs.size(), e);
        }
        runs.advance();
    }

    private void take(List<Job> jobs) {
        var intake = new Intake(runs, ledger, clock);
        jobs.forEach(intake::add);
        ledger.accept(intake.accepted(), intake.answers());
        for (Job job : intake.accepted()) {
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
        return runs.cancel(id, false);
    }

    /** As {@link #cancel(String)}, but leaves alone what has begun, if so wished. */
    int cancel(String id, boolean onlyWaiting) {
        return runs.cancel(id, onlyWaiting);
    }

    /** Cancels all jobs of an agent that came before this one, and tells how many there were. */
    int cancelAgent(String agent, Job by) {
        return runs.cancelAgent(agent, by);
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
