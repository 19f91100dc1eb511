package org.bootagent.api.process;

import java.util.Locale;

/**
 * The file that an agent's command runs.
 *
 * @param path absolute
 * @param packaged whether it is in the agent's release, and not the host's
 */
public record ProgramFile(String path, boolean packaged) {
    /** Tells an operator that this agent runs the file, or would run it. */
    public String describe(AgentStatus agent) {
        return agent.state().hasProcess()
                ? agent.name() + " runs " + this
                : agent.name() + " is " + agent.state().name().toLowerCase(Locale.ROOT) + "; a start runs " + this;
    }

    /** Describes it for an operator, who may have meant another file. */
    @Override
    public String toString() {
        return packaged ? path : path + " of the host";
    }
}
