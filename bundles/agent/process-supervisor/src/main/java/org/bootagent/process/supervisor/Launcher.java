package org.bootagent.process.supervisor;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts agents. What the new process then does itself is the {@link LaunchScript}. */
final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    /** Of the host agent's own environment an agent gets only this. */
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    /** These would change how the commands run that lead up to the agent's own. */
    private static final Predicate<String> LATE =
            Pattern.compile("LD_[A-Z0-9_]+").asMatchPredicate();

    private final Path home;
    private final SystemCommands commands;
    private final ProcFs proc;
    private final Limiter limiter;
    private final Scheduler scheduler;
    private final Map<String, String> hostEnvironment;
    private final String bootId;

    Launcher(
            Path home,
            SystemCommands commands,
            ProcFs proc,
            Limiter limiter,
            Scheduler scheduler,
            Map<String, String> hostEnvironment) {
        this.home = home;
        this.commands = commands;
        this.proc = proc;
        this.limiter = limiter;
        this.scheduler = scheduler;
        this.hostEnvironment = hostEnvironment;
        this.bootId = proc.bootId();
    }

    /**
     * Returns once the agent's program runs.
     *
     * @throws JobException {@code NO_COMMAND}, {@code DOES_NOT_START}, {@code NO_PERMISSION}, {@code LIMITS_UNSUPPORTED}; nothing is left running
     */
    AgentProcess launch(AgentSpec spec) throws JobException {
        var directory = AgentDirectory.of(home, spec.name());
        var user = spec.options().user() == null
                ? null
                : RunAs.lookUp(spec.options().user(), commands);
        var environment = environment(spec, user);
        var cage = limiter.enclose(spec.name(), spec.limits());
        try {
            directory.create();
            long logStart = Files.exists(directory.log()) ? Files.size(directory.log()) : 0;
            var process = spawn(command(spec, directory, user, environment, cage), environment);
            awaitExec(spec, process, new LogTail(directory.log(), logStart));
            var exit = process.onExit().thenApply(ended -> OptionalInt.of(ended.exitValue()));
            return new AgentProcess(process.pid(), scheduler.now(), exit, group(process.pid()), cage, logStart);
        } catch (IOException e) {
            cage.clear();
            throw new JobException(
                    ErrorCode.DOES_NOT_START, "Agent " + spec.name() + " does not start: " + e.getMessage(), e);
        } catch (JobException e) {
            cage.clear();
            throw e;
        }
    }

    /** The agent's process that an earlier host agent has started, if exactly that one still runs. */
    Optional<AgentProcess> running(String name) {
        return ProcessRecord.read(AgentDirectory.of(home, name).processRecord())
                .filter(known -> known.lives(proc))
                .flatMap(known -> ProcessHandle.of(known.stat().pid())
                        .map(handle -> adopted(name, handle, known.stat().start())));
    }

    private AgentProcess adopted(String name, ProcessHandle handle, long startTicks) {
        var started = scheduler.now().minusMillis(proc.ageMillis(startTicks));
        var exit = handle.onExit().thenApply(ended -> OptionalInt.empty());
        return new AgentProcess(
                handle.pid(), started, exit, group(handle.pid()), limiter.enclosed(name), Long.MAX_VALUE);
    }

    /** See {@link Launches}. */
    void awaitLaunches() {
        try {
            Launches.awaitNone(proc, home);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once nothing of it runs. */
    void forget(String name) {
        var record = AgentDirectory.of(home, name).processRecord();
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            LOG.warn("Cannot delete {}; it tells of a process that is gone and is ignored", record, e);
        }
    }

    Path log(String name) {
        return AgentDirectory.of(home, name).log();
    }

    /** What the process has said. */
    LogTail output(String name, AgentProcess process) {
        return new LogTail(log(name), process.logStart());
    }

    private ProcessGroup group(long pid) {
        return new ProcessGroup(pid, commands.sh(), proc);
    }

    private Map<String, String> environment(AgentSpec spec, RunAs user) {
        var environment = new TreeMap<String, String>();
        environment.put("PATH", SystemCommands.DEFAULT_PATH);
        for (var name : INHERITED) {
            if (hostEnvironment.containsKey(name)) {
                environment.put(name, hostEnvironment.get(name));
            }
        }
        if (user != null) {
            environment.putAll(user.environment());
        }
        environment.putAll(spec.environment());
        environment.put("BOOTAGENT_AGENT", spec.name());
        return environment;
    }

    private List<String> command(
            AgentSpec spec, AgentDirectory directory, RunAs user, Map<String, String> environment, Limiter.Cage cage)
            throws JobException {
        String program = Program.resolve(spec, environment.get("PATH"));
        var command = new ArrayList<String>();
        commands.setsid().ifPresent(command::add);
        command.addAll(List.of(commands.sh(), "-c"));
        command.add(LaunchScript.PREPARE + (user == null ? LaunchScript.RUN : "exec \"$@\""));
        command.addAll(List.of(LaunchScript.NAME, directory.processRecord().toString(), bootId));
        command.addAll(List.of(directory.log().toString(), workDir(spec), entrances(cage)));
        if (user != null) {
            command.addAll(user.command(commands.setpriv().orElseThrow()));
            command.addAll(List.of(commands.sh(), "-c", LaunchScript.RUN, LaunchScript.NAME));
        }
        environment.forEach((name, value) -> {
            if (LATE.test(name)) {
                command.add(name + '=' + value);
            }
        });
        command.addAll(List.of("--", program));
        command.addAll(spec.command().subList(1, spec.command().size()));
        return command;
    }

    private static String entrances(Limiter.Cage cage) {
        return cage.entrances().stream().map(Path::toString).collect(Collectors.joining("\n"));
    }

    private static String workDir(AgentSpec spec) {
        var release = Path.of(spec.directory());
        return spec.options().workDir() == null
                ? release.toString()
                : release.resolve(spec.options().workDir()).toString();
    }

    private static Process spawn(List<String> command, Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder(command).redirectInput(Redirect.INHERIT).redirectErrorStream(true);
        var early = new LinkedHashMap<>(environment);
        early.keySet().removeIf(LATE);
        builder.environment().clear();
        builder.environment().putAll(early);
        return builder.start();
    }

    private static void awaitExec(AgentSpec spec, Process process, LogTail log) throws IOException, JobException {
        String report;
        try (var output = process.getInputStream()) {
            report = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        if (!report.equals(LaunchScript.TRYING)) {
            process.onExit().join();
            throw new JobException(
                    ErrorCode.DOES_NOT_START, "Agent " + spec.name() + " does not start: " + cause(spec, report, log));
        }
    }

    private static String cause(AgentSpec spec, String report, LogTail log) {
        String program = spec.command().get(0);
        if (report.endsWith(LaunchScript.FAILED + 127)) {
            return "there is no " + program + ", or no interpreter for it";
        }
        if (report.endsWith(LaunchScript.FAILED + 126)) {
            return program + " is not executable for it, or built for another architecture";
        }
        return report.isEmpty() ? log.read() : report;
    }
}
