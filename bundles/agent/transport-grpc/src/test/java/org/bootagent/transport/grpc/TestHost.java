package org.bootagent.transport.grpc;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.Event;
import org.bootagent.metafile.store.MetafileFile;
import org.bootagent.report.outbox.Outbox;
import org.bootagent.report.outbox.Spool;
import org.bootagent.testing.MemoryHost;

/** A host with a real metafile and a real outbox, whose jobs end when the test says so. */
final class TestHost implements JobQueue {
    final Metafile metafile;
    final Spool outputs;
    final Outbox outbox;
    final MemoryHost agents = new MemoryHost();
    final List<Job> submitted = new CopyOnWriteArrayList<>();
    final List<PendingJob> pending = new CopyOnWriteArrayList<>();

    TestHost(Path home) {
        metafile = MetafileFile.open(home);
        outputs = new Spool(home);
        outbox = new Outbox(metafile, outputs);
    }

    /** Starts this host's transport. */
    GrpcTransport connected(Map<String, ?> hostConfig, Map<String, ?> config) {
        return new GrpcTransport(
                Annotations.annotation(HostConfig.class, hostConfig),
                Annotations.annotation(GrpcTransport.Config.class, config),
                metafile,
                outbox,
                outputs,
                agents,
                this);
    }

    Optional<HostSettings> settings() {
        return metafile.read(HostSettings.SECTION);
    }

    void registered(String agentsn, Duration step, String... servers) {
        metafile.commit(
                edit -> edit.put(HostSettings.SECTION, new HostSettings(agentsn, Map.of(), List.of(servers), step)));
    }

    void finish(Job job, ErrorCode code, String message) {
        report(JobResult.of(job, code, message, Instant.now()));
    }

    void write(Job job, byte[] bytes) {
        try (var output = outputs.open(job)) {
            output.write(bytes, 0, bytes.length);
        }
    }

    void publish(Event.Type type, String agent, String detail) {
        outbox.publish(type, agent, detail);
    }

    boolean allConfirmed() {
        return outbox.peek(10, 10).isEmpty();
    }

    private void report(JobResult result) {
        metafile.commit(edit -> outbox.add(edit, result));
    }

    @Override
    public void submit(List<Job> jobs) {
        submitted.addAll(jobs);
    }

    @Override
    public void reject(JobResult result) {
        report(result);
    }

    @Override
    public void request(String action, String name, Map<String, Object> parameters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int cancel(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PendingJob> pending() {
        return List.copyOf(pending);
    }

    @Override
    public List<Action> actions() {
        return List.of();
    }
}
