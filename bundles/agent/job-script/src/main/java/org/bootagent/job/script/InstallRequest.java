package org.bootagent.job.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.HealthParameters;
import org.bootagent.api.process.RestartPreset;

/**
 * An agent whose files are installed by its script, named as on the wire.
 *
 * @param agentId a UUID, or null
 * @param binaryPath its program; absolute, or relative to workdir, or a name on the PATH; null: there is nothing to start
 * @param configurationPath where {@code configure} writes unless it says otherwise; relative to workdir
 * @param parameter arguments of the program
 * @param workdir to run in; null: the agent's data directory
 * @param user to run as
 * @param health as everywhere, but what it runs goes through {@code sh} if it is one string
 * @param stopGrace seconds between the stop signal and the kill; null: the default
 * @param keepFailed whether the agent is known also if its script fails, so that it can be uninstalled; false unless said otherwise
 */
record InstallRequest(
        String agentId,
        String binaryPath,
        String configurationPath,
        List<String> parameter,
        String workdir,
        String user,
        HealthParameters health,
        Integer stopGrace,
        boolean keepFailed) {
    private static final int MOST_RETRIES = 20;
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

    InstallRequest {
        agentId = agentId == null || agentId.isBlank() ? null : uuid(agentId);
        binaryPath = blankToNull(binaryPath);
        configurationPath = blankToNull(configurationPath);
        workdir = blankToNull(workdir);
        user = blankToNull(user);
        parameter = Lists.words(parameter, "parameter");
        if (configurationPath != null && configurationPath.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("configurationPath must not contain NUL");
        }
        var unused = options(binaryPath, parameter, workdir, user, health, stopGrace);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static String uuid(String text) {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("agentId '" + text + "' must be a UUID", e);
        }
    }

    /** @param data directory of the agent's own */
    AgentSpec spec(String name, Path data) {
        return new AgentSpec(
                name,
                "",
                "",
                data.toString(),
                List.of(),
                AgentOptions.NONE,
                options(binaryPath, parameter, workdir, user, health, stopGrace));
    }

    private static AgentOptions options(
            String binary,
            List<String> parameter,
            String workdir,
            String user,
            HealthParameters health,
            Integer stopGrace) {
        return AgentOptions.builder()
                .command(binary == null ? null : command(binary, parameter, workdir))
                .workDir(workdir)
                .user(user)
                .restart(RestartPreset.SIDECAR)
                .stopGrace(stopGrace == null ? null : Duration.ofSeconds(stopGrace))
                .health(health == null ? null : check(health))
                .build();
    }

    private static List<String> command(String binary, List<String> parameter, String workdir) {
        boolean below = workdir != null && workdir.startsWith("/") && binary.contains("/");
        var command = new ArrayList<String>();
        command.add(below ? Path.of(workdir).resolve(binary).toString() : binary);
        command.addAll(parameter);
        return command;
    }

    private static HealthCheck check(HealthParameters health) {
        boolean shell = health.exec() instanceof String;
        if (health.retries() != null && health.retries() > MOST_RETRIES) {
            throw new IllegalArgumentException(
                    "health retries is " + health.retries() + ", must be at most " + MOST_RETRIES);
        }
        var check = health.check();
        if (check.period().compareTo(SHORTEST_PERIOD) < 0) {
            throw new IllegalArgumentException("health period must be at least 1 s for this kind of agent");
        }
        return shell
                ? new HealthCheck(
                        check.kind(),
                        List.of("sh", "-c", (String) health.exec()),
                        check.maxAge(),
                        check.period(),
                        check.startPeriod(),
                        check.timeout(),
                        check.retries(),
                        check.onUnhealthy())
                : check;
    }
}
