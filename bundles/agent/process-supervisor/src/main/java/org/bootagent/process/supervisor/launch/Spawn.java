package org.bootagent.process.supervisor.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.log.LogTail;

/** Starts a shim and learns from it whether the agent's program runs. */
final class Spawn {
    /** Exit code of a shell whose command was ended by SIGKILL. */
    private static final int KILLED = 128 + 9;

    private Spawn() {}

    static Process start(List<String> command, Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder(command).redirectInput(Redirect.INHERIT).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    static void awaitExec(AgentSpec spec, Process shim, LogTail log) throws IOException, JobException {
        String report;
        try (var output = shim.getInputStream()) {
            report = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        if (!report.equals(LaunchScript.TRYING)) {
            int code = shim.onExit().join().exitValue();
            String message = "Agent " + spec.name() + " does not start: " + cause(spec, report, log, code);
            boolean refused = report.contains("ulimit:");
            throw new JobException(
                    refused ? ErrorCode.NO_PERMISSION : ErrorCode.DOES_NOT_START,
                    refused ? message + "; lower its limit files, or let BootAgent's own be as high" : message);
        }
    }

    private static String cause(AgentSpec spec, String report, LogTail log, int code) {
        String program = spec.command().get(0);
        if (report.endsWith(LaunchScript.FAILED + 127)) {
            return "there is no " + program + ", or no interpreter for it";
        }
        if (report.endsWith(LaunchScript.FAILED + 126)) {
            return program + " is not executable for it, or built for another architecture";
        }
        String said = report.isEmpty() ? log.read() : report;
        return said.isEmpty() ? ended(spec, code) : said;
    }

    /** Explains an end without output: a killed process says nothing, and the kernel kills a shell that joins a cgroup without memory for it. */
    private static String ended(AgentSpec spec, int code) {
        String ended = "the launch ended with exit code " + code + " before the agent's first instruction";
        long memory = spec.limits().memoryBytes();
        return code == KILLED && memory > 0
                ? ended + ": it was killed, most likely for its memory limit of " + memory + " B"
                : ended;
    }
}
