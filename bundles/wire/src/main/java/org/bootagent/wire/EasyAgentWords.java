package org.bootagent.wire;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;

/**
 * Words of EasyAgent's sidecar for failed commands, which its programs may compare. Shared by both ends: a host that answers an EasyAgent server, and Booter
 * where it answers EasyAgent's programs. All other failures keep our words, which say more.
 */
public final class EasyAgentWords {
    /** Answer to a script or a request with a timeout of zero. */
    public static final String NO_TIME = "timeout must greater than zero";

    /** Answer to a command that timed out. */
    public static final String TIME_IS_OVER = "context deadline exceeded";

    /** Error that a host agent reports of itself when it ends. */
    public static final String QUIT = "quit according to signal 'terminated'\n";

    private static final String CANCELLED = "context canceled";
    private static final String NO_SUCH_FILE = ": no such file or directory";
    private static final int MOST_RETRIES = 20;

    /** Text of the supervisor about an agent that it starts again. */
    private static final String STARTS_AGAIN = "; starts again ";

    private static final Map<String, String> VERBS = Map.of(
            "start",
            "start",
            "restart",
            "start",
            "stop",
            "stop",
            "script-update",
            "update",
            "configure",
            "update config",
            "exec",
            "exec script");

    /** Message of the supervisor. */
    private static final Pattern NO_PROGRAM = Pattern.compile("there is no (/.*), or no interpreter for it");

    private static final Pattern NO_USER = Pattern.compile("No user (.+) on this host; ");
    /** Message of the handler of {@code configure}. */
    private static final Pattern NO_DIRECTORY = Pattern.compile("there is no directory .*; (/.*) is as it was");

    /** Message of the handler of {@code script-install}. */
    private static final Pattern RETRIES = Pattern.compile("health retries is \\d+, must be at most " + MOST_RETRIES);

    /** Message of the handler of {@code rest}. */
    private static final Pattern METHOD = Pattern.compile("method '(.*)' is none of HTTP");

    private EasyAgentWords() {}

    /** Returns the answer to an ended script or request, whose output the sidecar does not report. */
    public static Optional<String> inPlaceOfOutput(int errcode) {
        return switch (code(errcode)) {
            case DEADLINE_EXCEEDED -> Optional.of(TIME_IS_OVER);
            case CANCELLED -> Optional.of(CANCELLED);
            default -> Optional.empty();
        };
    }

    /**
     * Returns why a job failed.
     *
     * @param agentId UUID of the agent that it was for, or empty
     * @param action of the job
     * @param errcode of its result
     * @param message of its result
     */
    public static String failure(String agentId, String action, int errcode, String message) {
        return switch (code(errcode)) {
            case UNKNOWN_AGENT -> unknownAgent(agentId, action);
            case ALREADY_RUNNING -> "agent " + agentId + " is already running";
            // Nobody knows whether the agent was at fault.
            case TRANSIENT, DEADLINE_EXCEEDED, CANCELLED, OUTCOME_UNKNOWN -> message;
            default ->
                switch (action) {
                    case "start", "restart" -> notStarted(agentId, message);
                    case "configure" -> notWritten(message);
                    case "script-install" -> RETRIES.matcher(message).find() ? tooManyRetries(agentId) : message;
                    case "rest" -> refusedRequest(message);
                    default -> message;
                };
        };
    }

    /** Returns the answer to a command for an agent that the host does not have. */
    public static String unknownAgent(String agentId, String action) {
        return switch (action) {
            case "script-uninstall" -> "can't find agent, uninstall fail";
            case "cancel-agent" -> "can't find agent, cancel failed";
            default -> VERBS.getOrDefault(action, action) + " " + agentId + ", but can't find it";
        };
    }

    private static String notExecuted(String message) {
        var missing = NO_PROGRAM.matcher(message);
        return missing.find() ? "fork/exec " + missing.group(1) + NO_SUCH_FILE : message;
    }

    /** Returns the error of an agent that is not started any more. */
    public static String gaveUp(String agentId) {
        return "agent run error(unexpected):stop supervisor: " + agentId;
    }

    /**
     * Returns the error of an agent that was killed for exceeding a limit; empty if it starts again, which the sidecar does not report.
     *
     * @param detail of our event {@code killed}
     */
    public static Optional<String> killed(String agentId, String detail) {
        return detail.contains(STARTS_AGAIN) ? Optional.empty() : Optional.of(gaveUp(agentId) + ": " + detail);
    }

    /**
     * Returns the error of an agent that could not be restarted; empty if it did run, which the sidecar does not report.
     *
     * @param detail of our event {@code abnormal-exit}
     */
    public static Optional<String> notStartedAgain(String detail) {
        // The supervisor reports the end of a process that did run.
        return detail.startsWith("ended ") ? Optional.empty() : Optional.of("run agent error: " + notExecuted(detail));
    }

    /** Returns the refusal of a health check that may fail too often. */
    public static String tooManyRetries(String agentId) {
        return "agent " + agentId + " health-retries too big (> " + MOST_RETRIES + ")";
    }

    /** Returns the refusal of an invalid method. */
    public static String wrongMethod(String method) {
        return "net/http: invalid method \"" + method + "\"";
    }

    private static String notStarted(String agentId, String message) {
        var user = NO_USER.matcher(message);
        return user.find()
                ? "agent " + agentId + " run with user " + user.group(1) + " error: user: unknown user " + user.group(1)
                : "run agent " + agentId + " error: " + notExecuted(message);
    }

    private static String notWritten(String message) {
        var missing = NO_DIRECTORY.matcher(message);
        return missing.find() ? "open " + missing.group(1) + NO_SUCH_FILE : message;
    }

    private static String refusedRequest(String message) {
        var wrong = METHOD.matcher(message);
        return wrong.find() ? wrongMethod(wrong.group(1)) : message;
    }

    private static ErrorCode code(int errcode) {
        return ErrorCode.of(errcode).orElse(ErrorCode.INTERNAL_ERROR);
    }
}
