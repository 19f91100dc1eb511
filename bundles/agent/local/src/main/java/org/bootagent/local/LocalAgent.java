package org.bootagent.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bootagent.api.job.JobAgents;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.EnvironmentNames;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.wire.GoDuration;

/**
 * An agent as the file describes it.
 *
 * @param enabled whether it is to run
 * @param line where it is described
 */
record LocalAgent(AgentSpec spec, boolean enabled, int line) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final int MOST_RETRIES = 20;

    /**
     * Reads an entry.
     *
     * @param agents directory of all agents
     * @param cores of this machine
     * @throws IllegalArgumentException that names the line
     */
    static LocalAgent read(Entry entry, Path agents, int cores) {
        try {
            return agent(entry, agents, cores);
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith("line ")
                    ? e
                    : new IllegalArgumentException("line " + entry.line() + ": " + e.getMessage(), e);
        }
    }

    private static LocalAgent agent(Entry entry, Path agents, int cores) {
        String name = name(entry);
        var spec = new AgentSpec(
                name,
                "",
                "",
                agents.resolve(name).resolve("data").toString(),
                List.of(),
                AgentOptions.NONE,
                options(entry, cores));
        Boolean enabled = entry.value("enabled", LocalAgent::flag);
        return new LocalAgent(spec, enabled == null || enabled, entry.line());
    }

    private static String name(Entry entry) {
        String id = entry.text("agentId");
        String name = entry.text("name");
        String known = name == null ? id : name;
        if (known == null || !NAME.matcher(known).matches()) {
            throw new IllegalArgumentException("name (or else agentId) must have 1 to 64 letters, digits and . _ -");
        }
        if (known.equalsIgnoreCase(JobAgents.HOST_AGENT)) {
            throw new IllegalArgumentException(
                    "the name " + known + " means the host agent itself; give the agent another name");
        }
        return known;
    }

    private static AgentOptions options(Entry entry, int cores) {
        // Read by the agent itself, if at all.
        entry.text("configuration-path");
        String workDir = entry.text("workdir");
        var environment = entry.map("environment");
        EnvironmentNames.check(environment);
        return AgentOptions.builder()
                .command(command(entry, workDir))
                .workDir(workDir)
                .user(entry.text("run-user"))
                .environment(environment.isEmpty() ? null : Map.copyOf(environment))
                .limits(limits(entry, cores))
                .restart(RestartPreset.SIDECAR)
                .health(health(entry))
                .build();
    }

    private static List<String> command(Entry entry, String workDir) {
        String binary = entry.text("binary-path");
        if (binary == null) {
            throw new IllegalArgumentException("binary-path is missing: give the program to run");
        }
        boolean below = workDir != null && workDir.startsWith("/") && binary.contains("/");
        var command = new ArrayList<String>();
        command.add(below ? Path.of(workDir).resolve(binary).toString() : binary);
        command.addAll(entry.texts("parameter"));
        return command;
    }

    /** Reads the limits. The CPU fraction is one of the whole machine. */
    private static Limits limits(Entry entry, int cores) {
        Double cpu = entry.value("cpu-limit", LocalAgent::fraction);
        Long memory = entry.value("mem-limit", LocalAgent::bytes);
        int percent = cpu == null || cpu == 0 ? 0 : (int) Math.max(1, Math.round(cpu * cores * 100));
        return percent == 0 && (memory == null || memory == 0)
                ? null
                : new Limits(percent, memory == null ? 0 : memory);
    }

    private static long bytes(String text) {
        long bytes = Long.parseLong(text);
        if (bytes < 0) {
            throw new IllegalArgumentException("it must not be negative");
        }
        return bytes;
    }

    private static double fraction(String text) {
        double number = Double.parseDouble(text);
        if (!(number >= 0 && number <= 1)) {
            throw new IllegalArgumentException(
                    "it is " + text + ", must be 0 to 1: a fraction of the machine, 0.5 is half of all cores");
        }
        return number;
    }

    private static HealthCheck health(Entry entry) {
        String shell = entry.text("health-shell");
        Duration period = entry.value("health-period", GoDuration::parse);
        Duration startPeriod = entry.value("health-start-period", GoDuration::parse);
        Duration timeout = entry.value("health-timeout", GoDuration::parse);
        Integer retries = entry.value("health-retries", Integer::valueOf);
        if (shell == null) {
            return null;
        }
        if ((period != null && period.compareTo(SHORTEST_PERIOD) < 0) || (retries != null && retries > MOST_RETRIES)) {
            throw new IllegalArgumentException("health-period must be at least 1s, and health-retries 1 to 20");
        }
        return new HealthCheck(
                HealthCheck.Kind.EXEC,
                List.of("sh", "-c", shell),
                null,
                period,
                startPeriod,
                timeout,
                retries,
                HealthCheck.Action.REPORT);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("it must be true or false");
        };
    }
}
