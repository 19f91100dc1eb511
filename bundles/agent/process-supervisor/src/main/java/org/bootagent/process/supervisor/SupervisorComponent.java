package org.bootagent.process.supervisor;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.Ticker;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.ProgramFile;
import org.bootagent.api.process.RollbackTrigger;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.HealthWatches;
import org.bootagent.process.supervisor.hook.SideCommands;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.host.SystemScheduler;
import org.bootagent.process.supervisor.launch.Launcher;
import org.bootagent.process.supervisor.limits.CgroupHierarchies;
import org.bootagent.process.supervisor.limits.Limiter;
import org.bootagent.process.supervisor.limits.Limiters;
import org.bootagent.process.supervisor.limits.Polling;
import org.bootagent.process.supervisor.log.LogRotation;
import org.bootagent.process.supervisor.log.Logs;
import org.bootagent.process.supervisor.proc.ExitWatch;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.state.Companions;
import org.bootagent.process.supervisor.state.RollbackTriggers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The supervisor as a service. When it goes, agents stay. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.process.supervisor"},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class SupervisorComponent implements ProcessSupervisor, Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisorComponent.class);

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: process supervisor")
    @interface Config {
        @AttributeDefinition(description = "Size in MiB at which an agent's log is rotated; at least 1")
        int logMaxMiB() default 10;

        @AttributeDefinition(description = "How many rotated parts of an agent's log are kept; at least 1")
        int logFiles() default 5;

        @AttributeDefinition(
                description = "Path below each cgroup mount under which agents with limits are put; empty: BootAgent's "
                        + "own cgroup")
        String cgroupRoot() default "";

        @AttributeDefinition(
                description = "How long an agent waits at BootAgent's start for those that it starts after, in seconds")
        int startOrderTimeout() default 60;

        @AttributeDefinition(
                description = "What holds agents to their limits: cgroup-v2, cgroup-v1 or polling; auto: the first of "
                        + "them that this host has")
        String limits() default Limiters.ANY;
    }

    private final SystemScheduler scheduler = new SystemScheduler();
    private final EventQueue events;
    private final Limiter limiter;
    private final ExitWatch exits;
    private final Logs logs;
    private final HealthWatches health;
    private final RollbackTriggers rollbacks = new RollbackTriggers();
    private final Supervisor supervisor;

    @Activate
    public SupervisorComponent(
            HostConfig host, Config config, @Reference Metafile metafile, @Reference EventSink sink) {
        var home = Path.of(host.home());
        var proc = Path.of("/proc");
        var processes = new ProcFs(proc);
        limiter = Limiters.choose(
                new CgroupHierarchies(proc, config.cgroupRoot()),
                processes,
                home,
                config.limits(),
                new Polling(processes, scheduler, Polling.WINDOW));
        LOG.info("Limits of agents: {}", limiter.mechanism());
        var commands = SystemCommands.find(System.getenv());
        exits = new ExitWatch(processes, scheduler);
        events = new EventQueue(sink);
        logs = logs(config, commands, scheduler);
        var launcher = new Launcher(home, commands, processes, limiter, exits, logs, scheduler, System.getenv());
        health = new HealthWatches(scheduler);
        var sideCommands = new SideCommands(home, commands, System.getenv());
        var companions = new Companions(health, sideCommands, limiter, events, rollbacks);
        supervisor = new Supervisor(
                metafile, launcher, scheduler, events, companions, Duration.ofSeconds(config.startOrderTimeout()));
        supervisor.resume();
    }

    private static Logs logs(Config config, SystemCommands commands, Scheduler scheduler) {
        long maxBytes = Math.max(1, config.logMaxMiB()) * 1024L * 1024;
        var rotation = new LogRotation(maxBytes, Math.max(1, config.logFiles()), commands.fallocate());
        return new Logs(rotation, scheduler, FileSystems.getDefault()::newWatchService);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRollback(RollbackTrigger trigger) {
        rollbacks.add(trigger);
    }

    void removeRollback(RollbackTrigger trigger) {
        rollbacks.remove(trigger);
    }

    @Deactivate
    void close() {
        logs.close();
        scheduler.close();
        health.close();
        exits.close();
        events.close();
        limiter.close();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        scheduler.at(scheduler.now().plus(delay), task);
    }

    @Override
    public void define(AgentSpec spec) throws JobException {
        supervisor.define(spec);
    }

    @Override
    public void start(String name) throws JobException {
        supervisor.start(name);
    }

    @Override
    public void stop(String name) throws JobException {
        supervisor.stop(name);
    }

    @Override
    public void stopForNow(String name) throws JobException {
        supervisor.stopForNow(name);
    }

    @Override
    public void restart(String name) throws JobException {
        supervisor.restart(name);
    }

    @Override
    public void remove(String name) throws JobException {
        supervisor.remove(name);
    }

    @Override
    public void awaitUp(String name, Duration settle, JobContext context) throws JobException {
        supervisor.awaitUp(name, settle, context);
    }

    @Override
    public void awaitHealthy(String name, Duration window, JobContext context) throws JobException {
        supervisor.awaitHealthy(name, window, context);
    }

    @Override
    public List<String> left(String name) {
        return supervisor.left(name);
    }

    @Override
    public Optional<AgentSpec> spec(String name) {
        return supervisor.spec(name);
    }

    @Override
    public Optional<AgentStatus> status(String name) {
        return supervisor.status(name);
    }

    @Override
    public Optional<ProgramFile> program(String name) {
        return supervisor.program(name);
    }

    @Override
    public List<AgentStatus> statuses() {
        return supervisor.statuses();
    }
}
