package org.bootagent.api.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;

/**
 * Unpacked version of an agent's package.
 *
 * @param agent the agent's name
 * @param version the package's own, the job's, or read from the file's name
 * @param checksum of the package
 * @param directory absolute; {@code agents/<agent>/releases/<id>}
 * @param options what the package says of how to run it ({@code bootagent.json}); {@link AgentOptions#NONE} if nothing
 * @param executable what to run when neither package nor job says: {@code bin/<name>}, else the one executable under a {@code bin}; absolute, empty if there
 * is none
 */
public record Release(
        String agent,
        String version,
        Checksum checksum,
        Path directory,
        AgentOptions options,
        List<String> executable) {
    public Release {
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(directory, "directory");
        options = options == null ? AgentOptions.NONE : options;
        executable = executable == null ? List.of() : List.copyOf(executable);
    }

    /** Returns the agent that runs this release with the options that a job asks for. */
    public AgentSpec spec(AgentOptions requested) {
        return new AgentSpec(agent, version, id(), directory.toString(), executable, options, requested);
    }

    /** Returns {@code <version>-<first 12 of the digest>}. */
    public String id() {
        return version + '-' + checksum.abbreviated();
    }
}
