package org.bootagent.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.api.job.Job;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs;

/** Outputs of jobs in a test, by their keys. Thread-safe. */
public final class FakeOutputs implements JobOutputs {
    private final Map<String, FakeOutput> outputs = new ConcurrentHashMap<>();

    public FakeOutput of(Job job) {
        return outputs.computeIfAbsent(job.key(), key -> new FakeOutput());
    }

    @Override
    public JobOutput open(Job job) {
        return of(job);
    }

    @Override
    public List<Output> kept() {
        return List.of();
    }

    @Override
    public Optional<Output> kept(String key) {
        return Optional.empty();
    }

    @Override
    public byte[] read(String key, long offset, int most) {
        return new byte[0];
    }

    @Override
    public Runnable listen(Runnable listener) {
        return () -> {};
    }
}
