package org.bootagent.api.process;

/**
 * The file that an agent's command runs.
 *
 * @param path absolute
 * @param packaged whether it is in the agent's release, and not the host's
 */
public record ProgramFile(String path, boolean packaged) {
    /** Describes it for an operator, who may have meant another file. */
    @Override
    public String toString() {
        return packaged ? path : path + " of the host";
    }
}
