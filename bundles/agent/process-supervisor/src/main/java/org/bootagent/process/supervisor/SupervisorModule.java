package org.bootagent.process.supervisor;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.bootagent.api.process.RollbackTrigger;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.HealthWatches;
import org.bootagent.process.supervisor.hook.HookRunner;
import org.bootagent.process.supervisor.hook.SideCommands;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.host.SystemScheduler;
import org.bootagent.process.supervisor.launch.Launcher;
import org.bootagent.process.supervisor.limits.CgroupHierarchies;
import org.bootagent.process.supervisor.limits.Limiter;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.bootagent.process.supervisor.limits.Polling;
import org.bootagent.process.supervisor.log.LogRotation;
import org.bootagent.process.supervisor.log.Logs;
import org.bootagent.process.supervisor.proc.ExitWatch;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.state.AgentServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the parts of supervision on this host, and closes them. Agents outlive it. */
final class SupervisorModule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisorModule.class);
    private static final Path PROC = Path.of("/proc");

    private final SystemScheduler scheduler = new SystemScheduler();
    private final EventQueue events;
    private final Limiter limiter;
    private final ExitWatch exits;
    private final Logs logs;
    private final HealthWatches health;
    private final AgentServices services;

    SupervisorModule(Path home, Supervisor.Config config, EventSink sink, RollbackTrigger rollback) {
        var commands = SystemCommands.find(System.getenv());
        var processes = new ProcFs(PROC);
        limiter = LimiterFactory.choose(
                new CgroupHierarchies(PROC, config.cgroupRoot()),
                processes,
                home,
                config.limits(),
                new Polling(processes, scheduler, Polling.WINDOW));
        LOG.info("Limits of agents: {}", limiter.mechanism());
        exits = new ExitWatch(processes, scheduler);
        events = new EventQueue(sink);
        logs = new Logs(rotation(config, commands), scheduler, FileSystems.getDefault()::newWatchService);
        health = new HealthWatches(scheduler);
        var launcher = new Launcher(home, commands, processes, limiter, exits, logs, scheduler, System.getenv());
        var sideCommands = new SideCommands(home, commands, System.getenv());
        services = new AgentServices(
                launcher,
                scheduler,
                events,
                new HookRunner(sideCommands, limiter, events),
                health,
                sideCommands,
                rollback);
    }

    private static LogRotation rotation(Supervisor.Config config, SystemCommands commands) {
        long maxBytes = Math.max(1, config.logMaxMiB()) * 1024L * 1024;
        return new LogRotation(maxBytes, Math.max(1, config.logFiles()), commands.fallocate());
    }

    AgentServices services() {
        return services;
    }

    @Override
    public void close() {
        logs.close();
        scheduler.close();
        health.close();
        exits.close();
        events.close();
        limiter.close();
    }
}
