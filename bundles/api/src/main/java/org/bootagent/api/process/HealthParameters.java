package org.bootagent.api.process;

import java.util.List;
import java.util.stream.Stream;

/**
 * A {@link HealthCheck}, named as in jobs and packages. One of the first four is the target; none at all removes a package's check. Times are in seconds,
 * decimals allowed.
 *
 * @param exec a command: one string, split as a shell would, or an array of words
 * @param http a URL
 * @param tcp {@code host:port}, or a port of 127.0.0.1
 * @param file a path
 * @param onUnhealthy {@code report}, {@code restart} or {@code rollback}
 */
public record HealthParameters(
        Object exec,
        String http,
        Object tcp,
        String file,
        Double maxAge,
        Double period,
        Double startPeriod,
        Double timeout,
        Integer retries,
        String onUnhealthy) {
    public HealthParameters {
        check(exec, http, tcp, file, maxAge, period, startPeriod, timeout, retries, onUnhealthy);
    }

    /** Converts them to the supervisor's check. */
    public HealthCheck check() {
        return check(exec, http, tcp, file, maxAge, period, startPeriod, timeout, retries, onUnhealthy);
    }

    private static HealthCheck check(
            Object exec,
            String http,
            Object tcp,
            String file,
            Double maxAge,
            Double period,
            Double startPeriod,
            Double timeout,
            Integer retries,
            String onUnhealthy) {
        long targets = given(exec, http, tcp, file);
        if (targets + given(maxAge, period, startPeriod, timeout, retries, onUnhealthy) == 0) {
            return HealthCheck.NONE;
        }
        if (targets != 1) {
            throw new IllegalArgumentException("health must have one of exec, http, tcp and file");
        }
        return new HealthCheck(
                kind(exec, http, tcp),
                target(exec, http, tcp, file),
                ParameterValues.seconds(maxAge, "health maxAge"),
                ParameterValues.seconds(period, "health period"),
                ParameterValues.seconds(startPeriod, "health startPeriod"),
                ParameterValues.seconds(timeout, "health timeout"),
                retries,
                onUnhealthy == null ? null : HealthCheck.Action.parse(onUnhealthy));
    }

    private static long given(Object... fields) {
        return Stream.of(fields).filter(field -> field != null).count();
    }

    private static HealthCheck.Kind kind(Object exec, String http, Object tcp) {
        if (exec != null) {
            return HealthCheck.Kind.EXEC;
        }
        if (http != null) {
            return HealthCheck.Kind.HTTP;
        }
        return tcp == null ? HealthCheck.Kind.FILE : HealthCheck.Kind.TCP;
    }

    private static List<String> target(Object exec, String http, Object tcp, String file) {
        if (exec != null) {
            return ParameterValues.of(exec, "health exec");
        }
        if (tcp != null) {
            String address = String.valueOf(tcp);
            return List.of(address.matches("[0-9]+") ? "127.0.0.1:" + address : address);
        }
        return List.of(http == null ? file : http);
    }
}
