package org.bootagent.transport.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.JobOutputEvent;
import org.bootagent.easyagent.proto.StatusReportEvent;
import org.bootagent.easyagent.proto.UsagesEvent;
import org.bootagent.transport.JobReader;
import org.bootagent.transport.ReportComposer;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks to Booter: status reports as over REST, confirmed by their replies, and the output of jobs before their results. */
final class BooterDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(BooterDialect.class);
    private static final int MAX_BATCH = 200;
    private static final int CHUNK = 256 << 10;
    /** Interval at which jobs are polled for their progress, which nothing announces. */
    private static final Duration PROGRESS = Duration.ofSeconds(1);

    private final Link link;
    private final UUID id;
    private final Host host;
    private final Map<String, Long> taken = new HashMap<>();
    private List<JobQueue.PendingJob> reported = List.of();

    /** Sources of reports. */
    record Host(
            Metafile metafile,
            ReportOutbox outbox,
            JobOutputs outputs,
            JobQueue queue,
            ReportComposer composer,
            JobReader jobs) {}

    BooterDialect(Link link, UUID id, Host host) {
        this.link = link;
        this.id = id;
        this.host = host;
    }

    @Override
    public boolean report() throws IOException {
        ReportOutbox.Batch batch;
        do {
            batch = host.outbox().peek(MAX_BATCH, MAX_BATCH);
            output();
            report(batch);
        } while (batch.results().size() == MAX_BATCH || batch.events().size() == MAX_BATCH);
        return true;
    }

    private void report(ReportOutbox.Batch batch) throws IOException {
        reported = host.queue().pending();
        var settings = host.metafile().read(HostSettings.SECTION).orElseThrow();
        byte[] report = Json.MAPPER.writeValueAsBytes(host.composer().compose(settings, batch));
        var reply = link.send(
                id,
                Event.newBuilder()
                        .setEventType(EventType.EVT_STATUS_REPORT)
                        .setStatusReport(StatusReportEvent.newBuilder().setJson(ByteString.copyFrom(report))));
        host.outbox().confirm(batch);
        takeJobs(reply.getReply());
    }

    private void takeJobs(ByteString reply) throws IOException {
        if (reply.isEmpty()) {
            return;
        }
        try {
            host.jobs().read(Json.MAPPER.readTree(reply.newInput()), link.packages());
        } catch (JsonProcessingException e) {
            LOG.warn("The report was accepted, but its reply cannot be read: {}", e.getOriginalMessage());
        }
    }

    @Override
    public void output() throws IOException {
        var kept = host.outputs().kept();
        for (var output : kept) {
            deliver(output);
        }
        taken.keySet().retainAll(kept.stream().map(JobOutputs.Output::key).toList());
    }

    /** Delivers output. The server answers how much it has, which is where the next piece begins. */
    private void deliver(JobOutputs.Output output) throws IOException {
        long offset = taken.getOrDefault(output.key(), 0L);
        while (offset < output.length()) {
            byte[] data = host.outputs().read(output.key(), offset, CHUNK);
            if (data.length == 0) {
                return;
            }
            long received = send(output.job(), offset, data);
            if (received <= offset) {
                LOG.debug("The server has {} bytes of the output of {} and accepts no more", received, output.job());
                received = Long.MAX_VALUE;
            }
            offset = received;
            taken.put(output.key(), offset);
        }
    }

    private long send(String job, long offset, byte[] data) throws IOException {
        var piece = JobOutputEvent.newBuilder().setId(job).setOffset(offset).setData(ByteString.copyFrom(data));
        return link.send(
                        id,
                        Event.newBuilder()
                                .setEventType(EventType.EVT_JOB_OUTPUT)
                                .setJobOutput(piece))
                .getReceived();
    }

    /** Reports all usage in one message, because a message costs the server far more than its content. */
    @Override
    public boolean usage(UsageReporter.Usage usage) throws IOException {
        var agents = usage.agents();
        int told = 0;
        do {
            var piece = agents.subList(told, Math.min(agents.size(), told + MAX_BATCH));
            var event = UsagesEvent.newBuilder().addAllAgents(piece);
            if (told == 0) {
                event.setHost(usage.host()).addAgents(usage.self());
            }
            link.send(id, Event.newBuilder().setEventType(EventType.EVT_USAGES).setUsages(event));
            told += piece.size();
        } while (told < agents.size());
        return true;
    }

    @Override
    public Optional<Duration> progress() throws IOException {
        var pending = host.queue().pending();
        if (!pending.equals(reported)) {
            report();
        }
        return pending.isEmpty() ? Optional.empty() : Optional.of(PROGRESS);
    }

    /** Says good-bye as to an original server, because Booter informs its programs too. */
    @Override
    public void quit() {
        link.sendAndForget(id, EasyAgentEvents.quit());
    }
}
