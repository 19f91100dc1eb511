package org.bootagent.api.process;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Parameters of a job that tell how to run an agent, named as on the wire; read them with {@code job.parameters().as(AgentParameters.class)}. Null: absent.
 * Validated when constructed, so that a wrong field fails the job before anything is done.
 *
 * @param command one string, split as a shell would, or an array of words
 * @param envs environment, named as {@link EnvironmentNames} says; replaces the earlier one whole
 * @param limits see {@link Limits#parse(Map)}; an empty map takes limits away
 * @param restart {@code classic}, {@code sidecar} or {@code fast}
 * @param user to run as
 * @param noNewPrivileges see {@link AgentOptions}
 * @param workDir to run in; relative to the release
 * @param stopSignal name without SIG
 * @param stopGrace seconds between the stop signal and the kill, decimals allowed
 * @param health how its health is looked at; an empty object: not at all
 * @param after names of agents that start first when the host agent starts; empty: none
 * @param hooks commands that run beside its own; an empty object: none
 * @param keep what an upgrade takes over, see {@link AgentOptions}; empty: nothing beyond what is configuration
 * @param start whether to start the agent when done; true unless said otherwise
 */
public record AgentParameters(
        Object command,
        Map<String, String> envs,
        Map<String, String> limits,
        String restart,
        String user,
        Boolean noNewPrivileges,
        String workDir,
        String stopSignal,
        Double stopGrace,
        HealthParameters health,
        List<String> after,
        HookParameters hooks,
        List<String> keep,
        Boolean start) {
    public AgentParameters {
        start = start == null || start;
        options(
                command,
                envs,
                limits,
                restart,
                user,
                noNewPrivileges,
                workDir,
                stopSignal,
                stopGrace,
                health,
                after,
                hooks,
                keep);
    }

    /** Converts them to the supervisor's options. */
    public AgentOptions options() {
        return options(
                command,
                envs,
                limits,
                restart,
                user,
                noNewPrivileges,
                workDir,
                stopSignal,
                stopGrace,
                health,
                after,
                hooks,
                keep);
    }

    private static AgentOptions options(
            Object command,
            Map<String, String> envs,
            Map<String, String> limits,
            String restart,
            String user,
            Boolean noNewPrivileges,
            String workDir,
            String stopSignal,
            Double stopGrace,
            HealthParameters health,
            List<String> after,
            HookParameters hooks,
            List<String> keep) {
        if (envs != null && envs.values().stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("envs must not have a variable that is null; leave it out");
        }
        EnvironmentNames.check(envs);
        return AgentOptions.builder()
                .command(ParameterValues.of(command, "command"))
                .environment(envs)
                .limits(limits == null ? null : Limits.parse(limits))
                .restart(restart == null ? null : RestartPreset.parse(restart))
                .user(user)
                .noNewPrivileges(noNewPrivileges)
                .workDir(workDir)
                .stopSignal(stopSignal)
                .stopGrace(ParameterValues.seconds(stopGrace, "stopGrace"))
                .health(health == null ? null : health.check())
                .after(after)
                .hooks(hooks == null ? null : hooks.hooks())
                .keep(keep)
                .build();
    }
}
