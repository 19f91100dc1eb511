package org.bootagent.process.supervisor;

import java.util.Objects;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.state.HaltReason;

/**
 * An agent as stored in the metafile.
 *
 * @param spec its definition
 * @param wanted whether it is to run
 * @param halt why it does not run although wanted, or null
 */
public record AgentEntry(AgentSpec spec, boolean wanted, HaltReason halt) {
    public AgentEntry {
        Objects.requireNonNull(spec, "spec");
    }

    AgentEntry(AgentSpec spec, boolean wanted) {
        this(spec, wanted, null);
    }

    String name() {
        return spec.name();
    }
}
