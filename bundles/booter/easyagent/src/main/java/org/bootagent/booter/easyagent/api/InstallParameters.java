package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.bootagent.wire.GoDuration;
import org.bootagent.wire.Json;

/** From the words of EasyAgent's install to those of our job. */
final class InstallParameters {
    /** What the host takes of such an agent. */
    private static final List<HealthTime> HEALTH = List.of(
            new HealthTime("healthPeriod", "period", Duration.ofSeconds(1), Duration.ofDays(1)),
            new HealthTime("healthStartPeriod", "startPeriod", Duration.ZERO, Duration.ofDays(1)),
            new HealthTime("healthTimeout", "timeout", Duration.ofMillis(100), Duration.ofMinutes(5)));

    private static final double MOST_RETRIES = 20;

    /**
     * A time of a health check.
     *
     * @param field EasyAgent's word
     * @param parameter ours
     */
    private record HealthTime(String field, String parameter, Duration least, Duration most) {
        /** Zero if it is not given. */
        Duration read(V1Call call) throws V1Exception {
            Duration time = call.duration(field).orElse(Duration.ZERO);
            if (!time.isZero() && (time.compareTo(least) < 0 || time.compareTo(most) > 0)) {
                throw V1Exception.parameter(field + " is '" + call.text(field) + "', must be " + GoDuration.text(least)
                        + " to " + GoDuration.text(most));
            }
            return time;
        }
    }

    private InstallParameters() {}

    static ObjectNode read(V1Call call) throws V1Exception {
        ObjectNode parameters = Json.MAPPER.createObjectNode();
        parameters.put("script", call.text("installScript"));
        call.words("installParameter").forEach(parameters.putArray("args")::add);
        call.words("parameter").forEach(parameters.putArray("parameter")::add);
        put(parameters, "binaryPath", call.text("binaryPath"));
        put(parameters, "configurationPath", call.text("configurationPath"));
        put(parameters, "workdir", call.text("workDir"));
        put(parameters, "user", call.text("runUser"));
        if (!call.text("healthShell").isEmpty()) {
            parameters.set("health", health(call));
        }
        return parameters;
    }

    /** Whole seconds, never less than asked for; written into the parameters. @return null if none is given */
    static Duration timeout(V1Call call, ObjectNode parameters) throws V1Exception {
        Duration timeout = call.duration("timeout").orElse(Duration.ZERO);
        if (timeout.isZero()) {
            return null;
        }
        long seconds = timeout.plusNanos(999_999_999).toSeconds();
        parameters.put("timeout", seconds);
        return Duration.ofSeconds(seconds);
    }

    private static ObjectNode health(V1Call call) throws V1Exception {
        ObjectNode health = Json.MAPPER.createObjectNode();
        health.putArray("exec").add("sh").add("-c").add(call.text("healthShell"));
        for (var part : HEALTH) {
            Duration time = part.read(call);
            if (!time.isZero()) {
                health.put(part.parameter(), time.toMillis() / 1000.0);
            }
        }
        int retries = (int) call.number("healthRetries", MOST_RETRIES);
        if (retries > 0) {
            health.put("retries", retries);
        }
        return health;
    }

    private static void put(ObjectNode parameters, String field, String text) {
        if (!text.isEmpty()) {
            parameters.put(field, text);
        }
    }
}
