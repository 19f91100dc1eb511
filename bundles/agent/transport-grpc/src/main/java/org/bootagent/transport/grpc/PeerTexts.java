package org.bootagent.transport.grpc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessSupervisor;

/** The words of an original sidecar for what has failed, where a server or a client of its may compare them. Everything else keeps ours, which say more. */
final class PeerTexts {
    static final String NO_TIME_FOR_SCRIPT = "timeout must greater than zero";
    static final String TIME_IS_OVER = "context deadline exceeded";
    private static final String CANCELLED = "context canceled";
    private static final Map<String, String> VERBS = Map.of(
            "start",
            "start",
            "stop",
            "stop",
            "script-update",
            "update",
            "configure",
            "update config",
            CommandJobs.EXEC,
            "exec script");
    /** As the handler of {@code configure} says it. */
    private static final Pattern NO_DIRECTORY = Pattern.compile("there is no directory .*; (/.*) is as it was");

    private final ProcessSupervisor supervisor;

    PeerTexts(ProcessSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** Of a job that is over its time, or was cancelled, and whose output an original does not tell then. */
    static Optional<String> inPlaceOfOutput(JobResult result) {
        return switch (ErrorCode.of(result.errcode()).orElse(ErrorCode.SUCCESS)) {
            case DEADLINE_EXCEEDED -> Optional.of(TIME_IS_OVER);
            case CANCELLED -> Optional.of(CANCELLED);
            default -> Optional.empty();
        };
    }

    /** @param agent whom the command named */
    String failure(Optional<UUID> agent, JobResult result) {
        String id = agent.map(UUID::toString).orElse("");
        var code = ErrorCode.of(result.errcode()).orElse(ErrorCode.INTERNAL_ERROR);
        if (code == ErrorCode.UNKNOWN_AGENT) {
            return unknownAgent(result.action(), id);
        }
        if (code == ErrorCode.ALREADY_RUNNING) {
            return "agent " + id + " is already running";
        }
        if (result.action().equals("start")) {
            return notRunBy(result.name(), result.message())
                    .map(why -> "agent " + id + " " + why)
                    .orElseGet(() -> "run agent " + id + " error: " + notExecuted(result.name(), result.message()));
        }
        return result.action().equals("configure") ? notWritten(result.message()) : result.message();
    }

    static String unknownAgent(String action, String id) {
        return switch (action) {
            case "script-uninstall" -> "can't find agent, uninstall fail";
            case CommandJobs.CANCEL -> "can't find agent, cancel failed";
            default -> VERBS.getOrDefault(action, action) + " " + id + ", but can't find it";
        };
    }

    /** A program that the supervisor could not run. */
    String notExecuted(String name, String detail) {
        return supervisor
                .spec(name)
                .filter(spec -> !spec.command().isEmpty())
                .map(spec -> spec.command().get(0))
                .filter(program -> program.startsWith("/") && !Files.exists(Path.of(program)))
                .map(program -> "fork/exec " + program + ": no such file or directory")
                .orElse(detail);
    }

    private Optional<String> notRunBy(String name, String detail) {
        return supervisor
                .spec(name)
                .map(AgentSpec::options)
                .map(options -> options.user())
                .filter(user -> detail.startsWith("No user " + user + " "))
                .map(user -> "run with user " + user + " error: user: unknown user " + user);
    }

    private static String notWritten(String message) {
        var missing = NO_DIRECTORY.matcher(message);
        return missing.find() ? "open " + missing.group(1) + ": no such file or directory" : message;
    }
}
