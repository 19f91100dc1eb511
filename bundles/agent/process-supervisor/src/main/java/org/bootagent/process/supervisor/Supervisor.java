package org.bootagent.process.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.ProgramFile;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.bootagent.process.supervisor.launch.Launcher;
import org.bootagent.process.supervisor.state.Agent;
import org.bootagent.process.supervisor.state.Companions;
import org.bootagent.process.supervisor.state.Halt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All agents of this host. What is wanted of each is in the metafile before anything is done about it. */
public final class Supervisor implements ProcessSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private final Metafile metafile;
    private final Launcher launcher;
    private final Scheduler scheduler;
    private final EventSink events;
    private final Companions companions;
    private final StartOrder startOrder;
    private final Instant up;
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();

    Supervisor(
            Metafile metafile,
            Launcher launcher,
            Scheduler scheduler,
            EventSink events,
            Companions companions,
            Duration startPatience) {
        this.metafile = metafile;
        this.launcher = launcher;
        this.scheduler = scheduler;
        this.events = events;
        this.companions = companions;
        this.up = scheduler.now();
        this.startOrder = new StartOrder(
                scheduler, events, startPatience, name -> status(name).orElse(null));
    }

    /** Adopts what still runs, then starts what should run and stops what should not. */
    void resume() {
        var known = section().agents().values();
        if (!known.isEmpty()) {
            launcher.awaitLaunches();
        }
        var order = StartOrder.plan(known.stream()
                .filter(entry -> entry.wanted() && entry.halt() == null)
                .collect(Collectors.toMap(
                        entry -> entry.spec().name(), entry -> entry.spec().after())));
        var found = new HashMap<String, AgentProcess>();
        known.forEach(entry -> launcher.find(entry.spec())
                .ifPresent(process -> found.put(entry.spec().name(), process)));
        launcher.endLeft(found.entrySet().stream()
                .filter(process -> process.getValue().lives())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()));
        known.forEach(entry -> resume(
                entry,
                Optional.ofNullable(found.get(entry.spec().name())),
                order.getOrDefault(entry.spec().name(), Set.of())));
        startOrder.begin();
        launcher.sweep(section().agents().keySet());
        LOG.info("Supervising {} agents", known.size());
    }

    private void resume(AgentEntry entry, Optional<AgentProcess> found, Set<String> first) {
        var agent = agent(entry.spec());
        if (entry.wanted()) {
            found.ifPresentOrElse(agent::adopt, () -> startUnlessHalted(agent, entry.halt(), first));
        } else {
            found.ifPresent(process -> finishStop(agent, process));
        }
    }

    private void startUnlessHalted(Agent agent, Halt halt, Set<String> first) {
        if (halt != null) {
            agent.rest(halt);
        } else if (first.isEmpty()) {
            agent.startSoon();
        } else {
            startOrder.startAfter(
                    agent.status().name(), first, agent.startLater("waits for " + String.join(", ", first)));
        }
    }

    /** What is left of one that has ended goes at once, before it can be in the way of a start; one that lives may take its time to stop. */
    private void finishStop(Agent agent, AgentProcess process) {
        if (process.lives()) {
            agent.adopt(process);
            scheduler.patient().execute(() -> stop(agent));
        } else {
            process.killRemains();
            launcher.forget(agent.status().name());
        }
    }

    private static void stop(Agent agent) {
        try {
            agent.stop();
        } catch (JobException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    @Override
    public void define(AgentSpec spec) throws JobException {
        if (!AgentDirectory.isName(spec.name())) {
            throw new JobException(
                    ErrorCode.BAD_FIELD,
                    "Agent name '" + spec.name()
                            + "' must have 1 to 64 letters, digits and . _ -, a letter or digit first");
        }
        commit(section -> {
            var entry = section.entry(spec.name());
            return section.with(new AgentEntry(
                    spec,
                    entry.map(AgentEntry::wanted).orElse(false),
                    entry.map(AgentEntry::halt).orElse(null)));
        });
        agent(spec).define(spec);
    }

    @Override
    public void start(String name) throws JobException {
        var agent = known(name);
        want(name, true);
        try {
            agent.start();
        } catch (JobException e) {
            if (!agent.status().state().hasProcess()) {
                want(name, false);
            }
            throw e;
        }
    }

    @Override
    public void stop(String name) throws JobException {
        var agent = known(name);
        want(name, false);
        agent.stop();
    }

    @Override
    public void stopForNow(String name) throws JobException {
        var agent = known(name);
        want(name, true);
        agent.stop();
    }

    @Override
    public void restart(String name) throws JobException {
        var agent = known(name);
        want(name, true);
        agent.stop();
        start(name);
    }

    @Override
    public void remove(String name) throws JobException {
        var agent = agents.get(name);
        if (agent != null) {
            stop(name);
            commit(section -> section.without(name));
            agents.remove(name);
            launcher.forget(name);
        }
    }

    @Override
    public void awaitUp(String name, Duration settle, JobContext context) throws JobException {
        known(name).await(context, awaiting -> awaiting.up(settle));
    }

    @Override
    public void awaitHealthy(String name, Duration window, JobContext context) throws JobException {
        var agent = known(name);
        if (agent.spec().health().isPresent()) {
            agent.await(context, awaiting -> awaiting.healthy(window));
        }
    }

    @Override
    public List<String> left(String name) {
        return launcher.marked(name);
    }

    @Override
    public Optional<AgentSpec> spec(String name) {
        return Optional.ofNullable(agents.get(name)).map(Agent::spec);
    }

    @Override
    public Optional<AgentStatus> status(String name) {
        return Optional.ofNullable(agents.get(name)).map(Agent::status);
    }

    @Override
    public Optional<ProgramFile> program(String name) {
        return spec(name).flatMap(launcher::program);
    }

    @Override
    public List<AgentStatus> statuses() {
        return agents.values().stream()
                .map(Agent::status)
                .sorted(Comparator.comparing(AgentStatus::name))
                .toList();
    }

    private Agent known(String name) throws JobException {
        var agent = agents.get(name);
        if (agent == null) {
            throw new JobException(ErrorCode.UNKNOWN_AGENT, "No agent " + name + " on this host; install it first");
        }
        return agent;
    }

    private Agent agent(AgentSpec spec) {
        return agents.computeIfAbsent(
                spec.name(),
                name -> new Agent(spec, launcher, scheduler, events, companions, halt -> halted(name, halt), up));
    }

    private void want(String name, boolean wanted) {
        var entry = section().entry(name).orElseThrow();
        if (entry.wanted() != wanted || entry.halt() != null) {
            commit(section -> section.entry(name)
                    .map(now -> section.with(new AgentEntry(now.spec(), wanted)))
                    .orElse(section));
        }
    }

    private void halted(String name, Halt halt) {
        commit(section -> section.entry(name)
                .map(now -> section.with(new AgentEntry(now.spec(), now.wanted(), halt)))
                .orElse(section));
    }

    private AgentsSection section() {
        return metafile.read(AgentsSection.SECTION).orElse(AgentsSection.EMPTY);
    }

    private void commit(UnaryOperator<AgentsSection> change) {
        metafile.commit(edit -> edit.put(
                AgentsSection.SECTION,
                change.apply(edit.get(AgentsSection.SECTION).orElse(AgentsSection.EMPTY))));
    }
}
