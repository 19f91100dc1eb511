package org.bootagent.transport.grpc;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.easyagent.proto.AgentHealthCheck;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ProcessResourceUsages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks to an original EasyAgent server: one event for each result and each event, each confirmed by its reply. */
final class EasyAgentDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(EasyAgentDialect.class);
    /** How long a client may still wait for a script's answer. */
    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(1);

    private static final Set<String> ANSWERS = Set.of(CommandJobs.EXEC, CommandJobs.REST);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Link link;
    private final UUID id;
    private final ReportOutbox outbox;
    private final JobQueue jobs;
    private final Translators translators;
    private final Clock clock;
    private boolean waiting;

    /** Wording of each kind of message. */
    record Translators(EasyAgentResults results, EasyAgentEvents events, EasyAgentHealth health) {}

    EasyAgentDialect(Link link, UUID id, ReportOutbox outbox, JobQueue jobs, Translators translators, Clock clock) {
        this.link = link;
        this.id = id;
        this.outbox = outbox;
        this.jobs = jobs;
        this.translators = translators;
        this.clock = clock;
    }

    @Override
    public boolean report() throws IOException {
        var batch = outbox.peek(Integer.MAX_VALUE, Integer.MAX_VALUE);
        boolean any = false;
        waiting = false;
        for (JobResult result : batch.results()) {
            any |= report(result);
        }
        for (var event : batch.events()) {
            any |= report(event);
        }
        return any;
    }

    /** Reports a result. Results of jobs from another server wait for that server; those of the host's own jobs interest no server. */
    private boolean report(JobResult result) throws IOException {
        var job = EasyAgentJob.parse(result.id());
        if (job.isEmpty() && !result.id().startsWith("host-")) {
            return false;
        }
        var message = job.filter(known -> !tooLate(known, result))
                .map(known -> translators.results().of(known, result));
        return told(message, new ReportOutbox.Batch(List.of(result), List.of()));
    }

    private boolean report(org.bootagent.api.report.Event event) throws IOException {
        return told(translators.events().of(event), new ReportOutbox.Batch(List.of(), List.of(event)));
    }

    /** Returns whether an answer is too late. The server's numbers start over when it restarts, so an old answer would be taken for another command's. */
    private boolean tooLate(EasyAgentJob job, JobResult result) {
        boolean late = ANSWERS.contains(result.action())
                && Duration.between(result.finished(), clock.instant()).compareTo(ANSWERS_KEPT) > 0;
        if (late) {
            LOG.warn("Dropping the answer to command {}, for which no client waits any more", job.seqno());
        }
        return late;
    }

    /**
     * Sends a message once, and returns whether it is done with. A refused message is not sent again, as with an original; one that only came too early is
     * kept.
     */
    private boolean told(Optional<Event.Builder> message, ReportOutbox.Batch batch) throws IOException {
        try {
            if (message.isPresent()) {
                send(message.get());
            }
        } catch (RefusedException e) {
            if (e.becauseOfTheStream()) {
                waiting = true;
                return false;
            }
            LOG.warn(
                    "The server refused {}, which is not sent again: {}",
                    message.get().getEventType(),
                    e.getMessage());
        }
        outbox.confirm(batch);
        return message.isPresent();
    }

    /** Sends an event. A server that has meanwhile become a Booter needs this host to register again. */
    private void send(Event.Builder event) throws IOException {
        link.send(id, event);
        if (link.answeredByBooter()) {
            throw new IOException("a Booter answers in the place of an EasyAgent server: registering with it");
        }
    }

    /** Does nothing, because output goes with the result. */
    @Override
    public void output() {}

    @Override
    public boolean usage(UsageReporter.Usage usage) throws IOException {
        boolean taken = tell(Event.newBuilder()
                .setEventType(EventType.EVT_PROC_RESOURCE_USAGES)
                .setProcessResourceUsages(usage.self().toBuilder().setAgentId(Ids.NIL_BYTES)));
        tell(Event.newBuilder().setEventType(EventType.EVT_OS_RESOURCE_USAGES).setOsResourceUsages(usage.host()));
        for (ProcessResourceUsages agent : usage.agents()) {
            if (!agent.getAgentId().isEmpty()) {
                tell(Event.newBuilder()
                        .setEventType(EventType.EVT_PROC_RESOURCE_USAGES)
                        .setProcessResourceUsages(agent.toBuilder().clearName()));
            }
        }
        return taken;
    }

    /** Sends a message that is true only now, and is lost if the server does not accept it. */
    private boolean tell(Event.Builder event) throws IOException {
        try {
            send(event);
            return true;
        } catch (RefusedException e) {
            LOG.debug("The server refused {}", event.getEventType(), e);
            return false;
        }
    }

    @Override
    public Optional<Duration> progress() throws IOException {
        if (waiting) {
            report();
        }
        var due = translators.health().look(System.nanoTime());
        for (AgentHealthCheck check : due.checks()) {
            tell(Event.newBuilder()
                    .setEventType(EventType.EVT_AGENT_HEALTH_CHECK)
                    .setAgentHealthCheck(check));
        }
        boolean more = waiting || !jobs.pending().isEmpty();
        return Optional.ofNullable(due.untilNext()).or(() -> more ? Optional.of(SOON) : Optional.empty());
    }

    @Override
    public void quit() {
        link.sendAndForget(id, EasyAgentEvents.quit());
    }
}
