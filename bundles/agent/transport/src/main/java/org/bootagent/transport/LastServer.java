package org.bootagent.transport;

import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.metafile.Section;

/**
 * The server that last accepted a report, tried last when no other server answers.
 *
 * @param server {@code HOST[:PORT]}
 */
record LastServer(String server) {
    static final Section<LastServer> SECTION = new Section<>("last-server", LastServer.class);

    static LastServer of(ServerAddress address) {
        return new LastServer(address.toString());
    }
}
