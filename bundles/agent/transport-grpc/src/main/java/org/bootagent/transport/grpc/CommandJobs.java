package org.bootagent.transport.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.ExecRestOptions;
import org.bootagent.easyagent.proto.InstallAgentOptions;
import org.bootagent.easyagent.proto.StartAgentOptions;
import org.bootagent.easyagent.proto.StopAgentOptions;
import org.bootagent.wire.EasyAgentWords;
import org.bootagent.wire.Json;

/** Maps the fields of a command to the parameters of its job. */
final class CommandJobs {
    static final String EXEC = "exec";
    static final String REST = "rest";
    static final String CANCEL = "cancel-agent";

    private static final int MOST_RETRIES = 20;
    /** Seconds from the stop signal to the kill. */
    private static final int STOP_GRACE = 2;
    /** Bounds of a health check, in seconds. */
    private static final double SHORTEST_TRY = 0.1;

    private static final double DAY = 86_400;
    /** None is GET. */
    private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]*");

    private final int cores;

    /** @param cores number of cores of the machine, the unit of a server's CPU limits */
    CommandJobs(int cores) {
        this.cores = cores;
    }

    static String action(ControlResponse command) {
        return switch (command.getCmd()) {
            case INSTALL_AGENT -> "script-install";
            case UNINSTALL_AGENT -> "script-uninstall";
            case UPDATE_AGENT -> "script-update";
            case START_AGENT -> "start";
            case STOP_AGENT -> "stop";
            case UPDATE_AGENT_CONFIG -> "configure";
            case UPDATE_SIDECAR -> "upgrade";
            case UPDATE_SIDECAR_CONFIG -> "reload";
            case EXEC_SCRIPT -> EXEC;
            case CANCEL_AGENTS -> CANCEL;
            case EXEC_REST -> REST;
            default -> "";
        };
    }

    /** Returns a job for the host that concerns an agent, which a parameter names. */
    static ObjectNode addressed(ObjectNode message) {
        if (message.path("action").asText().equals(CANCEL)) {
            message.set("agent", message.get("name"));
            message.put("name", "");
        }
        return message;
    }

    /** @throws JobException in an original's words, for what it refuses before anything is done */
    void check(ControlResponse command) throws JobException {
        switch (command.getCmd()) {
            case INSTALL_AGENT -> {
                var options = command.getInstallAgentOptions();
                checkTime(options.hasTimeout(), options.getTimeout(), EasyAgentWords.TIME_IS_OVER);
                checkRetries(options);
            }
            case UNINSTALL_AGENT -> {
                var options = command.getUninstallAgentOptions();
                checkTime(options.hasTimeout(), options.getTimeout(), EasyAgentWords.TIME_IS_OVER);
            }
            case UPDATE_AGENT -> {
                var options = command.getUpdateAgentOptions();
                checkTime(options.hasTimeout(), options.getTimeout(), EasyAgentWords.TIME_IS_OVER);
            }
            case EXEC_SCRIPT -> {
                var options = command.getExecScriptOptions();
                checkTime(options.hasTimeout(), options.getTimeout(), EasyAgentWords.NO_TIME);
            }
            case EXEC_REST -> {
                var options = command.getExecRestOptions();
                checkTime(options.hasTimeout(), options.getTimeout(), EasyAgentWords.NO_TIME);
                checkMethod(options.getMethod());
            }
            default -> {}
        }
    }

    /** Refuses a time of zero, which is not the same as no time. */
    private static void checkTime(boolean said, Duration timeout, String otherwise) throws JobException {
        if (said && seconds(timeout) <= 0) {
            throw new JobException(ErrorCode.BAD_FIELD, otherwise);
        }
    }

    private static void checkRetries(InstallAgentOptions options) throws JobException {
        if (Long.compareUnsigned(options.getHealthRetries(), MOST_RETRIES) > 0) {
            String id = Ids.read(options.getAgentId()).map(Object::toString).orElse("");
            throw new JobException(ErrorCode.BAD_FIELD, EasyAgentWords.tooManyRetries(id));
        }
    }

    private static void checkMethod(String method) throws JobException {
        if (!METHOD.matcher(method).matches()) {
            throw new JobException(ErrorCode.BAD_FIELD, EasyAgentWords.wrongMethod(method));
        }
    }

    /** @throws JobException for a command that cannot be one */
    ObjectNode parameters(ControlResponse command) throws JobException {
        return switch (command.getCmd()) {
            case INSTALL_AGENT -> install(command.getInstallAgentOptions());
            case UNINSTALL_AGENT -> {
                var options = command.getUninstallAgentOptions();
                yield script(options.getUninstallScript(), options.getParameterList(), options.getTimeout());
            }
            case UPDATE_AGENT -> {
                var options = command.getUpdateAgentOptions();
                yield script(options.getUpdateScript(), options.getParameterList(), options.getTimeout());
            }
            case START_AGENT -> start(command.getStartAgentOptions());
            case STOP_AGENT ->
                empty().put(
                                "recover",
                                command.getStopAgentOptions().getStopAgentOptionsType()
                                        == StopAgentOptions.Type.STOP_RECOVER);
            case UPDATE_AGENT_CONFIG -> {
                var options = command.getUpdateAgentConfigOptions();
                var job = empty().put("content", options.getConfigContent());
                yield text(job, "path", options.getConfigPath());
            }
            case UPDATE_SIDECAR_CONFIG, CANCEL_AGENTS -> empty();
            case EXEC_SCRIPT -> {
                var options = command.getExecScriptOptions();
                yield script(options.getExecScript(), options.getParameterList(), options.getTimeout());
            }
            case EXEC_REST -> rest(command.getExecRestOptions());
            case UPDATE_SIDECAR ->
                throw new JobException(
                        ErrorCode.BAD_REQUEST,
                        "this server does not say what to upgrade to: upgrade this host agent by its package");
            default ->
                throw new JobException(
                        ErrorCode.UNKNOWN_ACTION, "command " + command.getCmdValue() + " is not known to this host");
        };
    }

    private static ObjectNode install(InstallAgentOptions options) {
        var job = script(options.getInstallScript(), options.getInstallParameterList(), options.getTimeout());
        job.put("agentId", Ids.read(options.getAgentId()).map(Object::toString).orElse(""));
        text(job, "binaryPath", options.getBinaryPath());
        text(job, "configurationPath", options.getConfigurationPath());
        text(job, "workdir", options.getWorkdir());
        text(job, "user", options.getRunUser());
        options.getParameterList().forEach(job.putArray("parameter")::add);
        // Its files may be half there, and its server expects to uninstall it.
        job.put("keepFailed", true).put("stopGrace", STOP_GRACE);
        if (!options.getHealthShell().isBlank()) {
            job.set("health", health(options));
        }
        return job;
    }

    private static ObjectNode health(InstallAgentOptions options) {
        var health = empty();
        List.of("sh", "-c", options.getHealthShell()).forEach(health.putArray("exec")::add);
        if (options.hasHealthPeriod()) {
            health.put("period", Math.min(DAY, Math.max(1, seconds(options.getHealthPeriod()))));
        }
        if (options.hasHealthStartPeriod()) {
            health.put("startPeriod", Math.min(DAY, Math.max(0, seconds(options.getHealthStartPeriod()))));
        }
        if (seconds(options.getHealthTimeout()) > 0) {
            health.put("timeout", Math.min(DAY, Math.max(SHORTEST_TRY, seconds(options.getHealthTimeout()))));
        }
        return health.put("retries", Math.max(1, options.getHealthRetries()));
    }

    /** Returns the parameters of a start. Limits of 0 are none. They are always set, because a start without them means without them. */
    private ObjectNode start(StartAgentOptions options) {
        // An original answers as soon as there is a process, and refuses to start one that has one.
        var job = empty().put("settle", 0).put("onlyStopped", true);
        var limits = job.putObject("limits");
        if (options.getCpuLimit() > 0) {
            limits.put("CPU", Math.max(1, Math.round(options.getCpuLimit() * cores * 100)) + "%");
        }
        if (options.getMemLimit() != 0) {
            limits.put("memory", Long.toUnsignedString(options.getMemLimit()));
        }
        if (options.getNetLimit() != 0) {
            job.put("netLimit", new BigInteger(Long.toUnsignedString(options.getNetLimit())));
        }
        if (options.getEnvironmentCount() > 0) {
            options.getEnvironmentMap().forEach(job.putObject("envs")::put);
        }
        return job;
    }

    private static ObjectNode rest(ExecRestOptions options) {
        var job = empty().put("method", options.getMethod()).put("path", options.getPath());
        text(job, "query", options.getQuery());
        if (!options.getBody().isEmpty()) {
            job.put("body", Base64.getEncoder().encodeToString(options.getBody().toByteArray()))
                    // An original sends none.
                    .put("contentType", "");
        }
        return timed(job.put("anyStatus", true), options.getTimeout());
    }

    private static ObjectNode script(String script, List<String> args, Duration timeout) {
        var job = empty().put("script", script);
        args.forEach(job.putArray("args")::add);
        return timed(job, timeout);
    }

    /** Sets the job's time, in whole seconds; without one the host's default holds. */
    private static ObjectNode timed(ObjectNode job, Duration timeout) {
        long seconds = (long) Math.ceil(seconds(timeout));
        if (seconds > 0) {
            job.put("timeout", Math.min(seconds, Job.MAX_TIMEOUT.toSeconds()));
        }
        return job;
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNanos() / 1e9;
    }

    private static ObjectNode text(ObjectNode job, String field, String value) {
        return value.isEmpty() ? job : job.put(field, value);
    }

    private static ObjectNode empty() {
        return Json.MAPPER.createObjectNode();
    }
}
