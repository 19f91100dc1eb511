package org.bootagent.booter.fleet;

import org.bootagent.wire.RegisterReply;

/**
 * What became of a {@link Newcomer}.
 *
 * @param host as it is kept now; null: it is not known and was not admitted
 * @param first whether it came for the first time
 * @param reply what one of our own is told; null for EasyAgent's sidecar, which is told nothing
 */
public record Registered(Host host, boolean first, RegisterReply reply) {
    static final Registered REFUSED = new Registered(null, false, null);
}
