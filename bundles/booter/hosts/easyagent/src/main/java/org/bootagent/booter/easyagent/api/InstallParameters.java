package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.bootagent.api.job.Job;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.GoDuration;
import org.bootagent.wire.Json;

/** Translates the parameters of EasyAgent's install to those of our job. */
final class InstallParameters {
    /** The original's name of the command. */
    private static final String INSTALL = "installAgent";

    /** Default time of a script. */
    static final Duration USUAL_SCRIPT = Duration.ofMinutes(15);

    private static final Duration USUAL_PERIOD = Duration.ofMinutes(1);
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    /** Longest time that a host accepts for such an agent; a longer one is reported. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int MOST_RETRIES = 1 << 20;
    /** Seconds from the stop signal to the kill. */
    private static final int STOP_GRACE = 2;

    private InstallParameters() {}

    /** Reads the parameters, and adds the original's defaults: it keeps an agent whose script fails, and kills 2 s after the stop signal. */
    static ObjectNode read(V1Call call) throws V1Exception {
        ObjectNode parameters =
                Json.MAPPER.createObjectNode().put("keepFailed", true).put("stopGrace", STOP_GRACE);
        parameters.put("script", call.text("installScript"));
        call.words("installParameter").forEach(parameters.putArray("args")::add);
        call.words("parameter").forEach(parameters.putArray("parameter")::add);
        put(parameters, "binaryPath", call.text("binaryPath"));
        put(parameters, "configurationPath", call.text("configurationPath"));
        put(parameters, "workdir", call.text("workDir"));
        put(parameters, "user", call.text("runUser"));
        int retries = call.whole("healthRetries", MOST_RETRIES);
        if (!call.text("healthShell").isEmpty()) {
            parameters.set("health", health(call).put("retries", Math.max(1, retries)));
        }
        return parameters;
    }

    /**
     * Returns the timeout of a command, in whole seconds, never less than requested, but at most the longest of any job; written into the parameters.
     *
     * @param command the original's name of it
     * @param usual default
     * @throws V1Exception if it is invalid, zero or less: an original sent a zero stops receiving
     */
    static Duration timeout(V1Call call, ObjectNode parameters, String command, Duration usual) throws V1Exception {
        Duration timeout = call.duration(command, "timeout", usual);
        if (timeout.compareTo(Duration.ZERO) <= 0) {
            throw new V1Exception(
                    Code.COMMUNICATION,
                    "parameter(" + command + " timeout): timeout must greater than zero; leave it out for "
                            + GoDuration.text(usual));
        }
        long seconds = Math.min(timeout.plusNanos(999_999_999).toSeconds(), Job.MAX_TIMEOUT.toSeconds());
        parameters.put("timeout", seconds);
        return Duration.ofSeconds(seconds);
    }

    private static ObjectNode health(V1Call call) throws V1Exception {
        ObjectNode health = Json.MAPPER.createObjectNode();
        health.putArray("exec").add("sh").add("-c").add(call.text("healthShell"));
        Duration period = call.duration(INSTALL, "healthPeriod", USUAL_PERIOD);
        if (period.compareTo(SHORTEST_PERIOD) < 0) {
            throw new V1Exception(
                    Code.COMMUNICATION, "parameter(" + INSTALL + " healthPeriod): healthPeriod less than 1 sec, ");
        }
        health.put("period", seconds(within("healthPeriod", period, SHORTEST_PERIOD, LONGEST)));
        Duration start = call.duration("healthStartPeriod").orElse(Duration.ZERO);
        if (!start.isZero()) {
            health.put("startPeriod", seconds(within("healthStartPeriod", start, Duration.ZERO, LONGEST)));
        }
        Duration timeout = call.duration("healthTimeout").orElse(Duration.ZERO);
        Duration patience = timeout.isZero() || timeout.compareTo(period) > 0 ? period : timeout;
        health.put("timeout", seconds(within("healthTimeout", patience, SHORTEST_TIMEOUT, LONGEST)));
        return health;
    }

    private static Duration within(String field, Duration time, Duration least, Duration most) throws V1Exception {
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw V1Exception.parameter(
                    field,
                    field + " is '" + GoDuration.text(time) + "', must be " + GoDuration.text(least) + " to "
                            + GoDuration.text(most));
        }
        return time;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static void put(ObjectNode parameters, String field, String text) {
        if (!text.isEmpty()) {
            parameters.put(field, text);
        }
    }
}
