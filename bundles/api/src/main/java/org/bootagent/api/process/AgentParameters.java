package org.bootagent.api.process;

import java.util.List;
import java.util.Map;

/**
 * What a job says of how to run an agent, named as on the wire; read it with {@code job.parameters().as(AgentParameters.class)}. Null: not said. Checked when it
 * is made, so that a wrong field fails the job before anything is done.
 *
 * @param command one string, split as a shell would, or an array of words
 * @param envs environment; replaces the earlier one whole
 * @param limits see {@link Limits#parse(Map)}; an empty map takes limits away
 * @param restart {@code classic}, {@code sidecar} or {@code fast}
 * @param user to run as
 * @param noNewPrivileges see {@link AgentOptions}
 * @param start whether to start the agent when done; true unless said otherwise
 */
public record AgentParameters(
        Object command,
        Map<String, String> envs,
        Map<String, String> limits,
        String restart,
        String user,
        Boolean noNewPrivileges,
        Boolean start) {
    public AgentParameters {
        start = start == null || start;
        options(command, envs, limits, restart, user, noNewPrivileges);
    }

    /** What is said, as the supervisor takes it. */
    public AgentOptions options() {
        return options(command, envs, limits, restart, user, noNewPrivileges);
    }

    private static AgentOptions options(
            Object command,
            Map<String, String> envs,
            Map<String, String> limits,
            String restart,
            String user,
            Boolean noNewPrivileges) {
        if (envs != null && envs.containsValue(null)) {
            throw new IllegalArgumentException("envs must not have a variable that is null; leave it out");
        }
        return new AgentOptions(
                words(command),
                envs,
                limits == null ? null : Limits.parse(limits),
                user,
                null,
                restart == null ? null : RestartPreset.parse(restart),
                null,
                null,
                noNewPrivileges);
    }

    private static List<String> words(Object command) {
        if (command == null) {
            return null;
        }
        if (command instanceof String text) {
            return CommandLine.split(text);
        }
        if (command instanceof List<?> words) {
            return words.stream().map(AgentParameters::word).toList();
        }
        throw new IllegalArgumentException("command must be a string or an array of strings");
    }

    private static String word(Object word) {
        if (word instanceof String || word instanceof Number || word instanceof Boolean) {
            return word.toString();
        }
        throw new IllegalArgumentException("command must be a string or an array of strings");
    }
}
