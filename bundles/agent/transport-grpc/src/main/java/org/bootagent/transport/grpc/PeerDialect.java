package org.bootagent.transport.grpc;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ProcessResourceUsages;

/** To an original EasyAgent server: an event for each result and each event, confirmed one by one by its reply. */
final class PeerDialect implements Dialect {
    private final Link link;
    private final UUID id;
    private final ReportOutbox outbox;
    private final PeerEvents events;

    PeerDialect(Link link, UUID id, ReportOutbox outbox, PeerEvents events) {
        this.link = link;
        this.id = id;
        this.outbox = outbox;
        this.events = events;
    }

    @Override
    public boolean report() throws IOException {
        var batch = outbox.peek(Integer.MAX_VALUE, Integer.MAX_VALUE);
        boolean any = false;
        for (JobResult result : batch.results()) {
            any |= report(result);
        }
        for (var event : batch.events()) {
            link.send(id, events.event(event));
            outbox.confirm(new ReportOutbox.Batch(List.of(), List.of(event)));
            any = true;
        }
        return any;
    }

    /** Results of jobs that another server has sent wait for it; those of the host's own jobs are news to nobody. */
    private boolean report(JobResult result) throws IOException {
        var job = PeerJob.parse(result.id());
        if (job.isPresent()) {
            link.send(id, events.result(job.get(), result));
        }
        if (job.isPresent() || result.id().startsWith("host-")) {
            outbox.confirm(new ReportOutbox.Batch(List.of(result), List.of()));
        }
        return job.isPresent();
    }

    /** Goes with the result. */
    @Override
    public void output() {}

    @Override
    public void usage(UsageReporter.Usage usage) throws IOException {
        var os = Event.newBuilder().setEventType(EventType.EVT_OS_RESOURCE_USAGES);
        link.send(id, os.setOsResourceUsages(usage.host()));
        for (ProcessResourceUsages agent : usage.agents()) {
            var process = Event.newBuilder().setEventType(EventType.EVT_PROC_RESOURCE_USAGES);
            link.send(id, process.setProcessResourceUsages(agent));
        }
    }

    @Override
    public boolean progress() {
        return false;
    }
}
