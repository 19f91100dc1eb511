package org.bootagent.wire;

/**
 * {@code POST /agent/register}: sent on the first start, with a new body each time, until a reply with status 0 arrives.
 *
 * @param hostname of the host
 * @param agentsn the serial number it proposes, a UUID
 */
public record RegisterRequest(String hostname, String agentsn) {}
