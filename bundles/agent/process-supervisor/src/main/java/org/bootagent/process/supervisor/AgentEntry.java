package org.bootagent.process.supervisor;

import java.util.Objects;
import org.bootagent.api.process.AgentSpec;

/**
 * An agent as the metafile keeps it.
 *
 * @param spec how it is to be run
 * @param wanted whether it is to run
 */
public record AgentEntry(AgentSpec spec, boolean wanted) {
    public AgentEntry {
        Objects.requireNonNull(spec, "spec");
    }
}
