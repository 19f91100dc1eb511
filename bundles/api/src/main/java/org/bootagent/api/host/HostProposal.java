package org.bootagent.api.host;

import java.util.Objects;
import org.bootagent.api.metafile.Section;

/**
 * The serial number under which this host asks to be registered, as long as no server has taken it.
 *
 * @param agentsn a UUID
 */
public record HostProposal(String agentsn) {
    /** Section of the metafile that keeps it. */
    public static final Section<HostProposal> SECTION = new Section<>("host-proposal", HostProposal.class);

    public HostProposal {
        Objects.requireNonNull(agentsn, "agentsn");
    }
}
