package org.bootagent.booter.easyagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.bootagent.api.job.RestPath;
import org.bootagent.api.process.CommandLine;
import org.bootagent.api.process.Limits;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.easyagent.proto.CancelAgentsOptions;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.ControlResponse.Command;
import org.bootagent.easyagent.proto.ExecRestOptions;
import org.bootagent.easyagent.proto.ExecScriptOptions;
import org.bootagent.easyagent.proto.InstallAgentOptions;
import org.bootagent.easyagent.proto.StartAgentOptions;
import org.bootagent.easyagent.proto.StopAgentOptions;
import org.bootagent.easyagent.proto.UninstallAgentOptions;
import org.bootagent.easyagent.proto.UpdateAgentConfigOptions;
import org.bootagent.easyagent.proto.UpdateAgentOptions;

/** Makes commands for EasyAgent's own sidecar out of jobs. There is none to upgrade or reload it: its own server sends none either. */
final class Commands {
    private static final Duration USUAL_SCRIPT = Duration.ofMinutes(15);
    private static final Duration USUAL_REQUEST = Duration.ofMinutes(1);
    private static final Duration USUAL_PERIOD = Duration.ofMinutes(1);
    private static final double LONGEST_SECONDS = Duration.ofDays(7).toSeconds();

    private final FleetServices fleet;

    Commands(FleetServices fleet) {
        this.fleet = fleet;
    }

    /** @throws IllegalArgumentException if the sidecar has no command for it */
    ControlResponse of(FleetJob job) {
        var command = ControlResponse.newBuilder().setSeqno((int) job.seq());
        var parameters = new Parameters(job.parameterTree());
        switch (job.action()) {
            case "script-install" ->
                command.setCmd(Command.INSTALL_AGENT).setInstallAgentOptions(install(job, parameters));
            case "script-uninstall" ->
                command.setCmd(Command.UNINSTALL_AGENT)
                        .setUninstallAgentOptions(UninstallAgentOptions.newBuilder()
                                .setAgentId(agent(job))
                                .setUninstallScript(script(parameters.text("script")))
                                .addAllParameter(parameters.words("args"))
                                .setTimeout(parameters.timeout(USUAL_SCRIPT)));
            case "script-update" ->
                command.setCmd(Command.UPDATE_AGENT)
                        .setUpdateAgentOptions(UpdateAgentOptions.newBuilder()
                                .setAgentId(agent(job))
                                .setUpdateScript(script(parameters.text("script")))
                                .addAllParameter(parameters.words("args"))
                                .setTimeout(parameters.timeout(USUAL_SCRIPT)));
            case "start" -> command.setCmd(Command.START_AGENT).setStartAgentOptions(start(job, parameters));
            case "stop" -> command.setCmd(Command.STOP_AGENT).setStopAgentOptions(stop(job, parameters));
            case "configure" ->
                command.setCmd(Command.UPDATE_AGENT_CONFIG)
                        .setUpdateAgentConfigOptions(UpdateAgentConfigOptions.newBuilder()
                                .setAgentId(agent(job))
                                .setConfigContent(parameters.text("content"))
                                .setConfigPath(parameters.text("path")));
            case "exec" -> command.setCmd(Command.EXEC_SCRIPT).setExecScriptOptions(exec(job, parameters));
            case "rest" -> command.setCmd(Command.EXEC_REST).setExecRestOptions(rest(job, parameters));
            case "cancel-agent" -> cancel(command, job.agentsn(), parameters.text("agent"));
            case "cancel" -> cancel(command, job.agentsn(), agentOfJob(parameters.text("job")));
            default ->
                throw new IllegalArgumentException("EasyAgent's own sidecar has no command for '" + job.action() + "'");
        }
        return command.build();
    }

    private InstallAgentOptions install(FleetJob job, Parameters parameters) {
        var options = InstallAgentOptions.newBuilder()
                .setAgentId(agent(job))
                .setName(job.name())
                .setConfigurationPath(parameters.text("configurationPath"))
                .setBinaryPath(parameters.text("binaryPath"))
                .addAllParameter(parameters.words("parameter"))
                .addAllInstallParameter(parameters.words("args"))
                .setInstallScript(script(parameters.text("script")))
                .setWorkdir(parameters.text("workdir"))
                .setRunUser(parameters.text("user"))
                .setTimeout(parameters.timeout(USUAL_SCRIPT));
        health(parameters.in("health"), options);
        return options.build();
    }

    /** The times are always there, of no check they are zero; of a check none is zero but the first wait. */
    private static void health(Parameters health, InstallAgentOptions.Builder options) {
        String shell = shell(health);
        long period = shell.isEmpty() ? 0 : health.millis("period", USUAL_PERIOD);
        long patience = shell.isEmpty() ? 0 : health.millis("timeout", Duration.ofMillis(period));
        options.setHealthShell(shell)
                .setHealthPeriod(duration(period))
                .setHealthStartPeriod(duration(shell.isEmpty() ? 0 : health.millis("startPeriod", Duration.ZERO)))
                .setHealthTimeout(duration(Math.min(patience, period)))
                .setHealthRetries(Math.max(1, (long) health.number("retries")));
    }

    /** The sidecar hands a script to the kernel, which takes none without a first line that says whose it is. */
    private static String script(String text) {
        return text.startsWith("#!") ? text : "#!/bin/sh\n" + text;
    }

    /** One that was given to a shell comes back as what the shell was given. */
    private static String shell(Parameters health) {
        List<String> words = health.words("exec");
        if (words.size() == 3 && words.subList(0, 2).equals(List.of("sh", "-c"))) {
            return words.get(2);
        }
        return words.isEmpty() ? health.text("exec") : quoted(words);
    }

    private StartAgentOptions start(FleetJob job, Parameters parameters) {
        var limits = parameters.in("limits");
        var wanted = Limits.parse(limits.text("CPU"), limits.text("memory"));
        return StartAgentOptions.newBuilder()
                .setAgentId(agent(job))
                .setCpuLimit(wanted.cpuPercent() / 100f / cores(job.agentsn()))
                .setMemLimit(wanted.memoryBytes())
                .setNetLimit((long) parameters.number("netLimit"))
                .putAllEnvironment(parameters.map("envs"))
                .build();
    }

    private int cores(String agentsn) {
        var facts = fleet.easy().sidecars(List.of(agentsn)).getOrDefault(agentsn, Sidecar.unknown(agentsn));
        return Math.max(1, facts.cpuCores());
    }

    private StopAgentOptions stop(FleetJob job, Parameters parameters) {
        boolean recover = parameters.flag("recover");
        return StopAgentOptions.newBuilder()
                .setAgentId(agent(job))
                .setStopAgentOptionsType(
                        recover ? StopAgentOptions.Type.STOP_RECOVER : StopAgentOptions.Type.STOP_UNRECOVER)
                .build();
    }

    private ExecScriptOptions exec(FleetJob job, Parameters parameters) {
        List<String> command = parameters.command();
        String text = command.isEmpty() ? parameters.text("script") : quoted(command) + " \"$@\"";
        return ExecScriptOptions.newBuilder()
                .setAgentId(agent(job))
                .setExecScript(script(text))
                .addAllParameter(parameters.words("args"))
                .setTimeout(parameters.timeout(USUAL_SCRIPT))
                .build();
    }

    private ExecRestOptions rest(FleetJob job, Parameters parameters) {
        if (RestPath.leaves(parameters.text("path"))) {
            throw new FleetException(FleetException.Kind.INVALID, "path must not go above the host's target by ..");
        }
        return ExecRestOptions.newBuilder()
                .setAgentId(agent(job))
                .setMethod(parameters.text("method"))
                .setPath(parameters.text("path"))
                .setQuery(parameters.text("query"))
                .setBody(ByteString.copyFrom(Base64.getDecoder().decode(parameters.text("body"))))
                .setTimeout(parameters.timeout(USUAL_REQUEST))
                .build();
    }

    private void cancel(ControlResponse.Builder command, String agentsn, String agent) {
        command.setCmd(Command.CANCEL_AGENTS)
                .setCancelAgentsOptions(CancelAgentsOptions.newBuilder().setAgentId(agent(agentsn, agent)));
    }

    private String agentOfJob(String id) {
        return fleet.jobs().get(id).name();
    }

    private ByteString agent(FleetJob job) {
        return agent(job.agentsn(), job.name());
    }

    private ByteString agent(String agentsn, String name) {
        return name.isEmpty()
                ? ByteString.EMPTY
                : Ids.bytes(fleet.easy().idOn(agentsn, name, fleet.time().now()));
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** The parameters of a job; what is missing is empty. */
    private record Parameters(JsonNode tree) {
        String text(String field) {
            return tree.path(field).isValueNode() && !tree.path(field).isNull()
                    ? tree.path(field).asText()
                    : "";
        }

        double number(String field) {
            return tree.path(field).asDouble();
        }

        boolean flag(String field) {
            return tree.path(field).asBoolean();
        }

        List<String> words(String field) {
            var words = new ArrayList<String>();
            if (tree.path(field).isArray()) {
                tree.path(field).forEach(word -> words.add(word.asText()));
            }
            return words;
        }

        java.util.Map<String, String> map(String field) {
            var map = new java.util.LinkedHashMap<String, String>();
            tree.path(field)
                    .properties()
                    .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
            return map;
        }

        Parameters in(String field) {
            return new Parameters(tree.path(field));
        }

        /** The words of a command, be it given as such or as one text. */
        List<String> command() {
            return tree.path("command").isTextual() ? CommandLine.split(text("command")) : words("command");
        }

        /** Never zero: a sidecar that is sent a zero hears nothing more until it is restarted. */
        com.google.protobuf.Duration timeout(Duration usual) {
            return duration(millis("timeout", usual));
        }

        /** Milliseconds of a field in seconds; where it is missing or makes no time, the usual ones. */
        long millis(String field, Duration usual) {
            double seconds = number(field);
            return seconds > 0 ? Math.max(1, Math.round(Math.min(seconds, LONGEST_SECONDS) * 1000)) : usual.toMillis();
        }
    }

    private static com.google.protobuf.Duration duration(long millis) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(millis / 1000)
                .setNanos((int) (millis % 1000) * 1_000_000)
                .build();
    }
}
