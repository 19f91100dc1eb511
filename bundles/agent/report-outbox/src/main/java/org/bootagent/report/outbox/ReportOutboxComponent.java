package org.bootagent.report.outbox;

import java.time.Clock;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.api.report.ReportOutbox;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Serves the outbox of this host. */
@Component
public final class ReportOutboxComponent implements ReportOutbox, EventSink {
    private final Outbox outbox;

    @Activate
    public ReportOutboxComponent(@Reference Metafile metafile) {
        outbox = new Outbox(metafile, Clock.systemUTC());
    }

    @Override
    public void publish(Event.Type type, String agent, String detail) {
        outbox.publish(type, agent, detail);
    }

    @Override
    public void add(Metafile.Edit edit, JobResult result) {
        outbox.add(edit, result);
    }

    @Override
    public Batch peek(int maxResults, int maxEvents) {
        return outbox.peek(maxResults, maxEvents);
    }

    @Override
    public void confirm(Batch batch) {
        outbox.confirm(batch);
    }
}
