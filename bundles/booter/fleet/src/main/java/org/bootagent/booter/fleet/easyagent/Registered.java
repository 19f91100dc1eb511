package org.bootagent.booter.fleet.easyagent;

import org.bootagent.booter.fleet.host.Host;
import org.bootagent.wire.RegisterReply;

/**
 * What became of a {@link Newcomer}.
 *
 * @param host as it is kept now; null: it was refused
 * @param first whether it came for the first time
 * @param reply what one of our own is told; null for EasyAgent's sidecar, which is told nothing
 * @param knownBy whose certificate the host is known by, if it was refused for having shown another one's; else null
 * @param full why there is no room for it, if that is so; else null
 */
public record Registered(Host host, boolean first, RegisterReply reply, String knownBy, String full) {
    /** Refusal of a host that is not known and was not admitted. */
    static final Registered REFUSED = new Registered(null, false, null, null, null);

    static Registered full(String why) {
        return new Registered(null, false, null, null, why);
    }

    static Registered knownBy(String certificate) {
        return new Registered(null, false, null, certificate, null);
    }
}
