package org.bootagent.report.outbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.api.report.ReportOutbox;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Serves the outbox of this host, and the outputs of its jobs, which are told of as long as their results are in it. */
@Component(configurationPid = HostConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ReportOutboxComponent implements ReportOutbox, EventSink, JobOutputs {
    private final Outbox outbox;
    private final Spool spool;
    private final DiskWatch disk;

    @Activate
    public ReportOutboxComponent(HostConfig host, @Reference Metafile metafile) {
        this(Path.of(host.home()), metafile);
    }

    public ReportOutboxComponent(Path home, Metafile metafile) {
        spool = new Spool(home.resolve("output"), Spool.Caps.DEFAULT);
        outbox = new Outbox(metafile, Clock.systemUTC());
        disk = new DiskWatch(metafile, this);
    }

    @Activate
    void activate() {
        disk.start();
    }

    @Deactivate
    void deactivate() {
        disk.close();
    }

    @Override
    public void publish(Event.Type type, String agent, String detail) {
        outbox.publish(type, agent, detail);
    }

    @Override
    public void add(Metafile.Edit edit, JobResult result) {
        // Before anybody hears that there is a result: the output goes first.
        edit.afterCommit(() -> spool.revive(result.key()));
        outbox.add(edit, result);
    }

    @Override
    public Batch peek(int maxResults, int maxEvents) {
        disk.look();
        Batch batch = outbox.peek(maxResults, maxEvents);
        batch.results().forEach(result -> spool.complete(result.key()));
        return batch;
    }

    @Override
    public void confirm(Batch batch) {
        outbox.confirm(batch);
        batch.results().forEach(result -> spool.retire(result.key()));
    }

    @Override
    public Runnable onAdded(Runnable listener) {
        return outbox.onAdded(listener);
    }

    @Override
    public JobOutput open(Job job) {
        return spool.open(job);
    }

    @Override
    public List<Output> kept() {
        return spool.kept();
    }

    @Override
    public Optional<Output> kept(String key) {
        return spool.kept(key);
    }

    @Override
    public byte[] read(String key, long offset, int most) {
        return spool.read(key, offset, most);
    }

    @Override
    public Runnable listen(Runnable listener) {
        return spool.listen(listener);
    }
}
