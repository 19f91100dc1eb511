package org.bootagent.api.host;

import java.util.Objects;
import org.bootagent.api.metafile.Section;

/**
 * Serial number under which this host asks to be registered, until a server has accepted it.
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
