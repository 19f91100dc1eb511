package org.bootagent.transport.grpc;

import java.util.UUID;

/**
 * A server that knows this host, and listens.
 *
 * @param id of this host
 */
record Session(Link link, UUID id, Dialect dialect) {}
