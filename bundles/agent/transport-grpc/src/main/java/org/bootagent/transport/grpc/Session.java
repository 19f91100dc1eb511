package org.bootagent.transport.grpc;

import java.util.UUID;

/**
 * A session with a server that has accepted this host.
 *
 * @param id of this host
 */
record Session(Link link, UUID id, Dialect dialect) {}
