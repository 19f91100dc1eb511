package org.bootagent.process.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.Ticker;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.ProgramFile;
import org.bootagent.api.process.RollbackTrigger;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.bootagent.process.supervisor.state.Agent;
import org.bootagent.process.supervisor.state.AgentServices;
import org.bootagent.process.supervisor.state.AgentState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Supervises all agents of this host. The metafile records the wanted state of an agent before anything is done about it. Agents outlive the supervisor. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.process.supervisor"},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class Supervisor implements ProcessSupervisor, Ticker {

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: process supervisor")
    @interface Config {
        @AttributeDefinition(description = "Size in MiB at which an agent's log is rotated; at least 1")
        int logMaxMiB() default 10;

        @AttributeDefinition(description = "Rotated parts of an agent's log to keep; at least 1")
        int logFiles() default 5;

        @AttributeDefinition(
                description = "Path below each cgroup mount under which agents with limits are put; empty: BootAgent's "
                        + "own cgroup")
        String cgroupRoot() default "";

        @AttributeDefinition(description = "Seconds that an agent waits for its predecessors when BootAgent starts")
        int startOrderTimeout() default 60;

        @AttributeDefinition(
                description =
                        "Mechanism of limits: cgroup-v2, cgroup-v1 or polling; auto: the first one that works on this host")
        String limits() default LimiterFactory.ANY;
    }

    private final Optional<SupervisorModule> module;
    private final AgentServices services;
    private final AgentEntries entries;
    private final StartOrder startOrder;
    private final Instant up;
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();

    @Reference
    private volatile List<RollbackTrigger> rollbacks = List.of();

    @Activate
    public Supervisor(HostConfig host, Config config, @Reference Metafile metafile, @Reference EventSink sink) {
        this.module = Optional.of(new SupervisorModule(Path.of(host.home()), config, sink, this::rollBack));
        this.services = module.get().services();
        this.entries = new AgentEntries(metafile);
        this.up = services.scheduler().now();
        this.startOrder = startOrder(Duration.ofSeconds(config.startOrderTimeout()));
        resume();
    }

    /** Creates a supervisor on these services, which the caller closes. {@link #resume} starts it. */
    Supervisor(Metafile metafile, AgentServices services, Duration startPatience) {
        this.module = Optional.empty();
        this.services = services;
        this.entries = new AgentEntries(metafile);
        this.up = services.scheduler().now();
        this.startOrder = startOrder(startPatience);
    }

    private StartOrder startOrder(Duration patience) {
        return new StartOrder(
                services.scheduler(),
                services.events(),
                patience,
                name -> status(name).orElse(null));
    }

    private boolean rollBack(String agent, String reason) {
        return rollbacks.stream()
                .anyMatch(trigger ->
                        Contained.get("Rolling back agent " + agent, false, () -> trigger.rollBack(agent, reason)));
    }

    void resume() {
        new Resumption(services.launcher(), services.scheduler(), startOrder, this::agent).run(entries.all());
    }

    @Deactivate
    void close() {
        module.ifPresent(SupervisorModule::close);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        services.scheduler().at(services.scheduler().now().plus(delay), task);
    }

    @Override
    public void define(AgentSpec spec) throws JobException {
        if (!AgentDirectory.isName(spec.name())) {
            throw new JobException(
                    ErrorCode.BAD_FIELD,
                    "Agent name '" + spec.name()
                            + "' must have 1 to 64 letters, digits and . _ -, a letter or digit first");
        }
        entries.define(spec);
        agent(spec).state().define(spec);
    }

    @Override
    public void start(String name) throws JobException {
        var agent = known(name);
        entries.want(name, true);
        try {
            agent.start();
        } catch (JobException e) {
            if (!agent.state().status().state().hasProcess()) {
                entries.want(name, false);
            }
            throw e;
        }
    }

    @Override
    public void stop(String name) throws JobException {
        var agent = known(name);
        entries.want(name, false);
        agent.stop();
    }

    @Override
    public void stopForNow(String name) throws JobException {
        var agent = known(name);
        entries.want(name, true);
        agent.stop();
    }

    @Override
    public void restart(String name) throws JobException {
        stopForNow(name);
        start(name);
    }

    @Override
    public void remove(String name) throws JobException {
        if (agents.containsKey(name)) {
            stop(name);
            entries.remove(name);
            agents.remove(name);
            services.launcher().forget(name);
        }
    }

    @Override
    public void awaitUp(String name, Duration settle, JobContext context) throws JobException {
        known(name).await(context, startup -> startup.up(settle));
    }

    @Override
    public void awaitHealthy(String name, Duration window, JobContext context) throws JobException {
        var agent = known(name);
        if (agent.state().spec().health().isPresent()) {
            agent.await(context, startup -> startup.healthy(window));
        }
    }

    @Override
    public List<String> left(String name) {
        return services.launcher().marked(name);
    }

    @Override
    public Optional<AgentSpec> spec(String name) {
        return state(name).map(AgentState::spec);
    }

    @Override
    public Optional<AgentStatus> status(String name) {
        return state(name).map(AgentState::status);
    }

    @Override
    public Optional<ProgramFile> program(String name) {
        return spec(name).flatMap(services.launcher()::program);
    }

    @Override
    public List<AgentStatus> statuses() {
        return agents.values().stream()
                .map(agent -> agent.state().status())
                .sorted(Comparator.comparing(AgentStatus::name))
                .toList();
    }

    private Optional<AgentState> state(String name) {
        return Optional.ofNullable(agents.get(name)).map(Agent::state);
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
                spec.name(), name -> new Agent(spec, services, halt -> entries.halt(name, halt), up));
    }
}
