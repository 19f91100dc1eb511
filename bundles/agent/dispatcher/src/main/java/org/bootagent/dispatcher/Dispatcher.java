package org.bootagent.dispatcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts jobs, and does each once however often it is sent. */
@Component(configurationPid = "org.bootagent.dispatcher", service = JobQueue.class)
@Designate(ocd = Dispatcher.Config.class)
public final class Dispatcher implements JobQueue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration RETRY = Duration.ofSeconds(10);

    @ObjectClassDefinition(name = "BootAgent: dispatcher")
    @interface Config {
        @AttributeDefinition(description = "Most agents that have jobs running at the same time")
        int parallel() default 4;

        @AttributeDefinition(description = "Most agents that are started, stopped or restarted at the same time")
        int parallelLifecycle() default 32;

        @AttributeDefinition(description = "Most scripts that run at the same time")
        int parallelExec() default 10;

        @AttributeDefinition(description = "Default deadline of a job, in seconds")
        int timeoutSeconds() default 900;

        @AttributeDefinition(description = "Seconds that a job waits for a bundle that provides its action")
        int handlerWaitSeconds() default 30;

        @AttributeDefinition(description = "Seconds to undo after a deadline or a cancel")
        int graceSeconds() default 30;
    }

    private final JobLedger ledger;
    private final HandlerRegistry registry;
    private final JobRuns runs;
    private final Clock clock;
    private final Object submitting = new Object();

    @Activate
    public Dispatcher(Config config, @Reference Metafile metafile, @Reference ReportOutbox outbox) {
        this(new JobLedger(metafile, outbox), new HandlerRegistry(), settings(config), Clock.systemUTC());
    }

    Dispatcher(JobLedger ledger, HandlerRegistry registry, Settings settings, Clock clock) {
        this.ledger = ledger;
        this.registry = registry;
        this.runs = new JobRuns(ledger, registry, settings, clock);
        this.clock = clock;
    }

    private static Settings settings(Config config) {
        return new Settings(
                config.parallel(),
                config.parallelLifecycle(),
                config.parallelExec(),
                Duration.ofSeconds(config.timeoutSeconds()),
                Duration.ofSeconds(config.handlerWaitSeconds()),
                Duration.ofSeconds(config.graceSeconds()),
                RETRY);
    }

    @Activate
    void activate(BundleContext context) {
        var own = context.getBundle();
        registry.put(HandlerServices.own(new CancelHandler(this::cancel), CancelHandler.ACTION, -1, own));
        registry.put(
                HandlerServices.own(new CancelAgentHandler(this::cancelAgent), CancelAgentHandler.ACTION, -2, own));
        start();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(JobHandler handler, ServiceReference<JobHandler> service) {
        registry.put(HandlerServices.registration(handler, service));
    }

    void updatedHandler(JobHandler handler, ServiceReference<JobHandler> service) {
        addHandler(handler, service);
    }

    void removeHandler(ServiceReference<JobHandler> service) {
        registry.remove(HandlerServices.id(service));
    }

    /** Resumes unfinished jobs. */
    void start() {
        for (var unfinished : ledger.unfinished()) {
            LOG.info("Job {} is {}", unfinished.job().id(), unfinished.started() ? "resumed" : "queued again");
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
            LOG.debug(
                    "Not accepting {} jobs, as their state cannot be written; the server sends them again",
                    jobs.size(),
                    e);
        }
        runs.advance();
    }

    private void take(List<Job> jobs) {
        var intake = new JobIntake(runs, ledger, clock);
        jobs.forEach(intake::add);
        ledger.accept(intake.accepted(), intake.answers());
        for (Job job : intake.accepted()) {
            LOG.info("Job {} ({} {}) is accepted", job.id(), job.action(), job.name());
            runs.add(job, false);
        }
    }

    @Override
    public void reject(JobResult result) {
        LOG.warn("Refusing job {}: {}", result.id(), result.message());
        try {
            ledger.report(result);
        } catch (MetafileException e) {
            LOG.debug("The refusal of job {} is not reported; the server sends the job again", result.id(), e);
        }
    }

    @Override
    public int cancel(String id) {
        return runs.cancel(id, false);
    }

    /** Cancels like {@link #cancel(String)}; can leave running jobs alone. */
    int cancel(String id, boolean onlyWaiting) {
        return runs.cancel(id, onlyWaiting);
    }

    /** Cancels all jobs of an agent that came before this one, and returns how many there were. */
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
    @Deactivate
    public void close() {
        registry.onChange(() -> {});
        runs.close();
    }
}
