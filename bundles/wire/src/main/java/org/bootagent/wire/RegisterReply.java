package org.bootagent.wire;

/**
 * The reply to a {@link RegisterRequest}.
 *
 * @param status 0: accepted; anything else: not registered, try again at the next step
 * @param agentsn the serial number to use from now on
 * @param tags {@code k=v,k=v}
 * @param svrlist as in the config job, or null
 * @param step as in the config job, in seconds, or null
 */
public record RegisterReply(int status, String agentsn, String tags, String svrlist, Integer step) {}
