package org.bootagent.api.process;

/**
 * {@link Hooks}, named as in jobs and packages: each command is one string, split as a shell would, or an array of words. None at all removes a package's
 * hooks.
 *
 * @param timeout seconds, decimals allowed
 */
public record HookParameters(Object preStart, Object postStart, Object preStop, Object postStop, Double timeout) {
    public HookParameters {
        hooks(preStart, postStart, preStop, postStop, timeout);
    }

    /** Converts them to the supervisor's hooks. */
    public Hooks hooks() {
        return hooks(preStart, postStart, preStop, postStop, timeout);
    }

    private static Hooks hooks(Object preStart, Object postStart, Object preStop, Object postStop, Double timeout) {
        return new Hooks(
                ParameterValues.of(preStart, "hook preStart"),
                ParameterValues.of(postStart, "hook postStart"),
                ParameterValues.of(preStop, "hook preStop"),
                ParameterValues.of(postStop, "hook postStop"),
                ParameterValues.seconds(timeout, "hooks timeout"));
    }
}
