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

/** To an original EasyAgent server: an event for each result and each event, confirmed one by one by its reply. */
final class PeerDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDialect.class);
    /** How long somebody may still wait for what a script has answered. */
    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(1);

    private static final Set<String> ANSWERS = Set.of(CommandJobs.EXEC, CommandJobs.REST);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Link link;
    private final UUID id;
    private final ReportOutbox outbox;
    private final JobQueue jobs;
    private final Words words;
    private final Clock clock;
    private boolean waiting;

    /** How things are said. */
    record Words(PeerResults results, PeerEvents events, PeerHealth health) {}

    PeerDialect(Link link, UUID id, ReportOutbox outbox, JobQueue jobs, Words words, Clock clock) {
        this.link = link;
        this.id = id;
        this.outbox = outbox;
        this.jobs = jobs;
        this.words = words;
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

    /** Results of jobs that another server has sent wait for it; those of the host's own jobs are news to nobody. */
    private boolean report(JobResult result) throws IOException {
        var job = PeerJob.parse(result.id());
        if (job.isEmpty() && !result.id().startsWith("host-")) {
            return false;
        }
        var message = job.filter(known -> !tooLate(known, result))
                .map(known -> words.results().of(known, result));
        return told(message, new ReportOutbox.Batch(List.of(result), List.of()));
    }

    private boolean report(org.bootagent.api.report.Event event) throws IOException {
        return told(words.events().of(event), new ReportOutbox.Batch(List.of(), List.of(event)));
    }

    /** Numbers of answered commands begin again when the server is started again: an old answer would be taken for that of another command. */
    private boolean tooLate(PeerJob job, JobResult result) {
        boolean late = ANSWERS.contains(result.action())
                && Duration.between(result.finished(), clock.instant()).compareTo(ANSWERS_KEPT) > 0;
        if (late) {
            LOG.warn("Answer to command {} is not told: nobody waits for it any more", job.seqno());
        }
        return late;
    }

    /** What the server refuses is told once, as an original does; but what only comes too early for it is kept. */
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
                    "The server does not take {} and is not told again: {}",
                    message.get().getEventType(),
                    e.getMessage());
        }
        outbox.confirm(batch);
        return message.isPresent();
    }

    /** A server that has become a Booter meanwhile is one that this host has to register with. */
    private void send(Event.Builder event) throws IOException {
        link.send(id, event);
        if (link.answeredByBooter()) {
            throw new IOException("a Booter answers in the place of an EasyAgent server: registering with it");
        }
    }

    /** Goes with the result. */
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

    /** What is true now only: lost if the server does not take it. */
    private boolean tell(Event.Builder event) throws IOException {
        try {
            send(event);
            return true;
        } catch (RefusedException e) {
            LOG.debug("The server does not take {}", event.getEventType(), e);
            return false;
        }
    }

    @Override
    public Optional<Duration> progress() throws IOException {
        if (waiting) {
            report();
        }
        var due = words.health().look(System.nanoTime());
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
        link.sendAndForget(id, PeerEvents.quit());
    }
}
