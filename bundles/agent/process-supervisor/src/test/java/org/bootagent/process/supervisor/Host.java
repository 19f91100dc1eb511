package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.process.RollbackTrigger;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.HealthWatches;
import org.bootagent.process.supervisor.hook.HookRunner;
import org.bootagent.process.supervisor.hook.SideCommands;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.Scheduler;
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
import org.bootagent.testing.FakeContext;

/** A host with a home, a metafile and a supervisor that can be replaced, as by a restart of the host agent. */
public final class Host implements AutoCloseable {
    public static final long LOG_BYTES = 1024 * 1024;
    public static final int LOG_FILES = 3;
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    public record Published(Event.Type type, String agent, String detail) {}

    public final Path home;
    final MemoryMetafile metafile = new MemoryMetafile();
    public final List<Published> events = new CopyOnWriteArrayList<>();
    public final ProcFs proc = new ProcFs(Path.of("/proc"));
    private final SystemScheduler ownScheduler = new SystemScheduler();
    private final List<SystemScheduler> schedulers = new ArrayList<>(List.of(ownScheduler));
    private final List<ExitWatch> watches = new ArrayList<>();
    private final List<Logs> followed = new ArrayList<>();
    private final String limits;
    private final SystemCommands commands;
    /** Environment of the host agent itself. */
    public final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));

    public Limiter limiter;
    private final List<HealthWatches> looks = new ArrayList<>();
    Duration startPatience = StartOrder.PATIENCE;
    /** Decorates the limiter of the next host agent. */
    UnaryOperator<Limiter> around = UnaryOperator.identity();

    /** Receives each event once it is recorded. */
    volatile EventSink listener = (type, agent, detail) -> {};

    public volatile RollbackTrigger rollback = (agent, reason) -> false;
    public Supervisor supervisor;

    public Host(Path home) {
        this(home, LimiterFactory.ANY);
    }

    /** @param limits wanted mechanism */
    public Host(Path home, String limits) {
        this(home, limits, SystemCommands.find(System.getenv()));
    }

    public Host(Path home, String limits, SystemCommands commands) {
        this.home = home;
        this.limits = limits;
        this.commands = commands;
        limiter = limiter(home, limits, ownScheduler);
        supervisor = supervisor(ownScheduler);
    }

    public Host(Path home, Scheduler scheduler) {
        this.home = home;
        this.limits = LimiterFactory.ANY;
        this.commands = SystemCommands.find(System.getenv());
        limiter = limiter(home, limits, scheduler);
        supervisor = supervisor(scheduler);
    }

    private Limiter limiter(Path home, String limits, Scheduler scheduler) {
        var polling = new Polling(proc, scheduler, Duration.ofSeconds(1));
        var chosen = LimiterFactory.choose(new CgroupHierarchies(Path.of("/proc"), ""), proc, home, limits, polling);
        return around.apply(chosen);
    }

    private Supervisor supervisor(Scheduler scheduler) {
        var exits = new ExitWatch(proc, scheduler);
        watches.add(exits);
        var rotation = new LogRotation(LOG_BYTES, LOG_FILES, commands.fallocate());
        var logs = new Logs(rotation, scheduler, FileSystems.getDefault()::newWatchService);
        followed.add(logs);
        var launcher = new Launcher(home, commands, proc, limiter, exits, logs, scheduler, environment);
        EventSink sink = (type, agent, detail) -> {
            events.add(new Published(type, agent, detail));
            listener.publish(type, agent, detail);
        };
        var health = new HealthWatches(scheduler);
        looks.add(health);
        var side = new SideCommands(home, commands, environment);
        var services = new AgentServices(
                launcher,
                scheduler,
                sink,
                new HookRunner(side, limiter, sink),
                health,
                side,
                (agent, reason) -> rollback.rollBack(agent, reason));
        return new Supervisor(metafile, services, startPatience);
    }

    /** Ends the host agent without notice, and starts it again. */
    public void restart() {
        leave();
        comeBack();
    }

    public void leave() {
        followed.forEach(Logs::close);
        schedulers.forEach(SystemScheduler::close);
        looks.forEach(HealthWatches::close);
        watches.forEach(ExitWatch::close);
    }

    public void comeBack() {
        var scheduler = new SystemScheduler();
        schedulers.add(scheduler);
        limiter = limiter(home, limits, scheduler);
        supervisor = supervisor(scheduler);
        supervisor.resume();
    }

    public AgentSpec shell(String name, String script, RestartPreset restart) {
        return spec(name, List.of("/bin/sh", "-c", script), restart, Duration.ofSeconds(10));
    }

    public AgentSpec spec(String name, List<String> command, RestartPreset restart, Duration grace) {
        return new AgentSpec(
                name,
                "1.0",
                "1.0-0123456789ab",
                home.toString(),
                List.of(),
                AgentOptions.NONE,
                AgentOptions.builder()
                        .command(command)
                        .environment(Map.of("GREETING", "hello"))
                        .restart(restart)
                        .stopGrace(grace)
                        .build());
    }

    public AgentStatus run(AgentSpec spec) throws JobException {
        supervisor.define(spec);
        supervisor.start(spec.name());
        return status(spec.name());
    }

    public AgentStatus status(String name) {
        return supervisor.status(name).orElseThrow();
    }

    public AgentStatus await(String name, ProcessState state) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> status(name).state() == state);
        // Waits for what follows within the same change: its event, and what is recorded of it.
        supervisor.spec(name);
        return status(name);
    }

    /** Returns the shell that waits for an agent. */
    public long shim(String name) {
        return proc.stat(status(name).pid()).orElseThrow().parent();
    }

    /** Runs the check of every ten seconds. */
    public void lookAtShims() {
        watches.get(watches.size() - 1).lookAtAll();
    }

    public Logs logs() {
        return followed.get(followed.size() - 1);
    }

    public boolean lives(long pid) {
        return proc.stat(pid).filter(stat -> !stat.zombie()).isPresent();
    }

    public boolean groupLives(long pid) {
        return proc.groupLives(pid);
    }

    public void kill(long pid) {
        if (pid <= 1 || !ProcessHandle.of(pid).orElseThrow().destroyForcibly()) {
            throw new IllegalStateException("Could not kill " + pid);
        }
    }

    /** Numbers of the signals that it ignores. */
    public List<Integer> ignored(long pid) throws IOException {
        return signals(pid, "SigIgn");
    }

    public List<Integer> signals(long pid, String field) throws IOException {
        var mask = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseUnsignedLong(
                        line.substring(line.indexOf(':') + 1).strip(), 16))
                .findFirst()
                .orElseThrow();
        return IntStream.rangeClosed(1, 31)
                .filter(signal -> (mask >> (signal - 1) & 1) == 1)
                .boxed()
                .toList();
    }

    /** Runs a command and returns its exit code. */
    public int exec(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }

    public static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    public <T> T unchecked(Callable<T> step) {
        try {
            return step.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String log(String name) throws IOException {
        return Files.readString(AgentDirectory.of(home, name).log());
    }

    public List<Event.Type> eventTypes() {
        return events.stream().map(Published::type).toList();
    }

    @Override
    public void close() throws JobException {
        for (var status : supervisor.statuses()) {
            supervisor.remove(status.name());
        }
        followed.forEach(Logs::close);
        schedulers.forEach(SystemScheduler::close);
        looks.forEach(HealthWatches::close);
        watches.forEach(ExitWatch::close);
        limiter.close();
    }

    /** Returns a job that is never cancelled. */
    public static JobContext job() {
        return FakeContext.first();
    }

    public static Optional<Long> pidIn(Path file) throws IOException {
        return Files.exists(file) && !Files.readString(file).isBlank()
                ? Optional.of(Long.parseLong(Files.readString(file).strip()))
                : Optional.empty();
    }
}
