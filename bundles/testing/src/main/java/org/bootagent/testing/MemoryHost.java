package org.bootagent.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.ReportOutbox;

/** The rest of a host, in memory. */
public final class MemoryHost implements Metafile, ReportOutbox, JobQueue, ProcessSupervisor {
    public final Map<Section<?>, Record> sections = new HashMap<>();
    public final List<JobResult> results = new ArrayList<>();
    public final List<Event> events = new ArrayList<>();
    public final List<Job> submitted = new CopyOnWriteArrayList<>();
    public int submissions;
    public final List<JobResult> rejected = new ArrayList<>();
    public final List<AgentStatus> agents = new CopyOnWriteArrayList<>();
    /** Specs by agent name. */
    public final Map<String, AgentSpec> specs = new ConcurrentHashMap<>();

    public final List<PendingJob> waiting = new ArrayList<>();
    public boolean diskFull;

    public Optional<HostSettings> settings() {
        return read(HostSettings.SECTION);
    }

    public void registered(Duration step, List<String> servers) {
        sections.put(
                HostSettings.SECTION,
                new HostSettings("33c5b8b4-5a2c-43c5-ab90-96721451b4ec", Map.of(), servers, step));
    }

    @Override
    public synchronized <T extends Record> Optional<T> read(Section<T> section) {
        return Optional.ofNullable(section.type().cast(sections.get(section)));
    }

    @Override
    public synchronized void commit(Consumer<Edit> edit) {
        if (diskFull) {
            throw new MetafileException("no space left", null);
        }
        edit.accept(new Edit() {
            @Override
            public <T extends Record> Optional<T> get(Section<T> section) {
                return read(section);
            }

            @Override
            public <T extends Record> void put(Section<T> section, T value) {
                sections.put(section, value);
            }

            @Override
            public void remove(Section<?> section) {
                sections.remove(section);
            }
        });
    }

    @Override
    public void add(Edit edit, JobResult result) {
        results.add(result);
    }

    @Override
    public Batch peek(int maxResults, int maxEvents) {
        return new Batch(
                results.subList(0, Math.min(maxResults, results.size())),
                events.subList(0, Math.min(maxEvents, events.size())));
    }

    @Override
    public void confirm(Batch batch) {
        if (diskFull) {
            throw new MetafileException("no space left", null);
        }
        results.removeAll(batch.results());
        events.removeAll(batch.events());
    }

    @Override
    public void request(String action, String name, Map<String, Object> parameters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void submit(List<Job> jobs) {
        if (diskFull) {
            throw new MetafileException("no space left", null);
        }
        submissions++;
        submitted.addAll(jobs);
    }

    @Override
    public void reject(JobResult result) {
        rejected.add(result);
    }

    @Override
    public int cancel(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PendingJob> pending() {
        return waiting;
    }

    @Override
    public List<Action> actions() {
        return List.of(new Action("install", "org.bootagent.job.install", "0.1.0"));
    }

    @Override
    public List<AgentStatus> statuses() {
        return agents;
    }

    @Override
    public void define(AgentSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restart(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void awaitHealthy(String name, Duration window, JobContext context) {}

    @Override
    public void awaitUp(String name, Duration settle, JobContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<AgentSpec> spec(String name) {
        return Optional.ofNullable(specs.get(name));
    }

    @Override
    public Optional<AgentStatus> status(String name) {
        return agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
    }
}
