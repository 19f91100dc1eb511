package org.bootagent.process.supervisor.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProgramFile;
import org.bootagent.process.supervisor.host.Accounts;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.limits.LimitScope;
import org.bootagent.process.supervisor.limits.Limiter;
import org.bootagent.process.supervisor.limits.MarkedProcesses;
import org.bootagent.process.supervisor.limits.Niceness;
import org.bootagent.process.supervisor.limits.RunningLimits;
import org.bootagent.process.supervisor.log.LogTail;
import org.bootagent.process.supervisor.log.Logs;
import org.bootagent.process.supervisor.proc.ExitRecord;
import org.bootagent.process.supervisor.proc.ExitWatch;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.proc.ProcessEnd;
import org.bootagent.process.supervisor.proc.ProcessGroup;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.bootagent.process.supervisor.proc.RecordFile;
import org.bootagent.process.supervisor.proc.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts agents, and finds running ones. */
public final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    private final Path home;
    private final SystemCommands commands;
    private final ProcFs proc;
    private final Limiter limiter;
    private final ExitWatch exits;
    private final Logs logs;
    private final Scheduler scheduler;
    private final Map<String, String> hostEnvironment;
    private final Accounts accounts;
    private final Signals signals;
    private final String bootId;

    public Launcher(
            Path home,
            SystemCommands commands,
            ProcFs proc,
            Limiter limiter,
            ExitWatch exits,
            Logs logs,
            Scheduler scheduler,
            Map<String, String> hostEnvironment) {
        this.home = home;
        this.commands = commands;
        this.proc = proc;
        this.limiter = limiter;
        this.exits = exits;
        this.logs = logs;
        this.scheduler = scheduler;
        this.hostEnvironment = hostEnvironment;
        this.accounts = new Accounts(commands);
        this.signals = new Signals(commands.sh());
        this.bootId = proc.bootId();
    }

    /**
     * Returns once the agent's program runs.
     *
     * @throws JobException {@code NO_COMMAND}, {@code DOES_NOT_START}, {@code NO_PERMISSION}, {@code LIMITS_UNSUPPORTED}; nothing is left running
     */
    public AgentProcess launch(AgentSpec spec) throws JobException {
        var directory = AgentDirectory.of(home, spec.name());
        var user = accounts.of(spec);
        var account = user == null ? accounts.own() : user;
        var inheritance = Inheritance.of(spec, user, AgentEnvironment.of(spec, account, directory, hostEnvironment));
        var scope = limiter.create(spec.name(), spec.limits());
        try {
            var command = new LaunchCommand(spec, directory, inheritance, niceness(spec), bootId);
            return launch(command, command.words(commands, scope.joinFiles()), scope);
        } catch (IOException e) {
            undo(spec, scope);
            throw new JobException(
                    ErrorCode.DOES_NOT_START, "Agent " + spec.name() + " does not start: " + e.getMessage(), e);
        } catch (JobException | RuntimeException | Error e) {
            undo(spec, scope);
            throw e;
        }
    }

    /** Returns the program that {@link #launch} would run. */
    public Optional<ProgramFile> program(AgentSpec spec) {
        String inherited = AgentEnvironment.of(accounts.own(), hostEnvironment).get("PATH");
        return Program.file(spec, spec.environment().getOrDefault("PATH", inherited));
    }

    private AgentProcess launch(LaunchCommand command, List<String> words, LimitScope scope)
            throws IOException, JobException {
        var spec = command.spec();
        var directory = command.directory();
        directory.create(command.inheritance().user());
        reserveRecords(directory);
        long logStart = Files.exists(directory.log()) ? Files.size(directory.log()) : 0;
        var shim = Spawn.start(words, command.inheritance().carriers());
        Spawn.awaitExec(spec, shim, new LogTail(directory.log(), logStart));
        var record = ProcessRecord.read(directory.processRecord())
                .filter(written -> written.stat().parent() == shim.pid())
                .orElseThrow(
                        () -> new IOException("its process record " + directory.processRecord() + " is not there"));
        var exit = shim.onExit()
                .thenApply(ended -> Contained.get(
                        "Reading how process " + record.stat().pid() + " ended",
                        ProcessEnd.unknown(scheduler.now()),
                        () -> ending(record, directory, ended.exitValue())));
        scope.started(record);
        return process(spec, record, true, exit, scope, logStart);
    }

    /** Reserves the space of both records. A launch may work without, so a failure is no reason not to try. */
    private static void reserveRecords(AgentDirectory directory) {
        for (Path record : List.of(directory.processRecord(), directory.exitRecord())) {
            try {
                RecordFile.reserve(record);
            } catch (IOException e) {
                LOG.warn(
                        "No space can be reserved for {}, which a start on a full disk needs: {}",
                        record,
                        e.toString());
            }
        }
    }

    private AgentProcess process(
            AgentSpec spec,
            ProcessRecord record,
            boolean watched,
            CompletableFuture<ProcessEnd> exit,
            LimitScope scope,
            long logStart) {
        logs.follow(log(spec.name()));
        var started = scheduler.now().minusMillis(proc.ageMillis(record.stat().start()));
        var group = new ProcessGroup(record, watched, AgentEnvironment.mark(spec.name()), signals, proc);
        var limits = new RunningLimits(record, scope, commands, spec.limits());
        return new AgentProcess(record.stat().pid(), started, exit, group, limits, logStart);
    }

    /** Tells how the process ended. If the shim was killed, its agent lives on; if it could not write, its own exit code is the agent's. */
    private ProcessEnd ending(ProcessRecord record, AgentDirectory directory, int shimCode) {
        var now = scheduler.now();
        var written = ExitRecord.of(record, directory.exitRecord());
        if (written.isPresent()) {
            return new ProcessEnd(OptionalInt.of(written.get().code()), now);
        }
        return record.lives(proc) ? ProcessEnd.unknown(now) : new ProcessEnd(OptionalInt.of(shimCode), now);
    }

    private int niceness(AgentSpec spec) throws JobException {
        return Niceness.step(spec, proc);
    }

    private void undo(AgentSpec spec, LimitScope scope) {
        Contained.run("Killing what is left of agent " + spec.name(), scope::clear);
        Contained.run("Forgetting the process of agent " + spec.name(), () -> forget(spec.name()));
    }

    /** Returns the agent's process started by an earlier host agent, if exactly that one still runs, or ended unnoticed. */
    public Optional<AgentProcess> find(AgentSpec spec) {
        var directory = AgentDirectory.of(home, spec.name());
        return ProcessRecord.read(directory.processRecord())
                .filter(known -> known.thisBoot(proc))
                .map(known -> found(spec, known, directory));
    }

    private AgentProcess found(AgentSpec spec, ProcessRecord known, AgentDirectory directory) {
        boolean lives = known.lives(proc);
        var scope = limiter.adopt(spec.name(), spec.limits());
        var exit = exits.of(known, directory.exitRecord());
        if (lives) {
            scope.started(known);
        }
        return process(spec, known, lives, exit, scope, Long.MAX_VALUE);
    }

    /** Kills the remains of all agents but these. */
    public void sweep(Set<String> agents) {
        limiter.sweep(agents);
    }

    /** Kills the remains of all agents but the running ones, if no cgroup holds them. */
    public void endLeft(Set<String> running) {
        if (!limiter.holdsAll()) {
            new MarkedProcesses(proc, home).endAllBut(running);
        }
    }

    /** Describes the processes that carry an agent's mark, for an operator. */
    public List<String> marked(String agent) {
        return new MarkedProcesses(proc, home)
                .of(agent).stream().map(proc::describe).toList();
    }

    /** Waits for launches that an earlier host agent has begun. */
    public void awaitLaunches() {
        try {
            PendingLaunches.awaitNone(proc, home);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets a process, once nothing of it runs and its end is known. */
    public void forget(String name) {
        logs.leave(log(name));
        var record = AgentDirectory.of(home, name).processRecord();
        try {
            RecordFile.clear(record);
        } catch (IOException e) {
            LOG.warn("Cannot clear {}, the record of a process that is gone", record, e);
        }
    }

    private Path log(String name) {
        return AgentDirectory.of(home, name).log();
    }

    /** Returns the output of the process. */
    public LogTail output(String name, AgentProcess process) {
        return new LogTail(log(name), process.logStart());
    }
}
