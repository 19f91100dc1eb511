package org.bootagent.process.supervisor;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;

/** Starts a shim and hears from it whether the agent's program runs. */
final class Spawn {
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
            shim.onExit().join();
            String message = "Agent " + spec.name() + " does not start: " + cause(spec, report, log);
            boolean refused = report.contains("ulimit:");
            throw new JobException(
                    refused ? ErrorCode.NO_PERMISSION : ErrorCode.DOES_NOT_START,
                    refused ? message + "; lower its limit files, or let BootAgent's own be as high" : message);
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
