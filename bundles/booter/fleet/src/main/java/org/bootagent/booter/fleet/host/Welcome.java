package org.bootagent.booter.fleet.host;

import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.wire.RegisterReply;

/**
 * What a registering host is told beside its serial number.
 *
 * @param tags {@code k=v,k=v}, may be empty
 * @param svrlist {@code HOST[:PORT],…}, or empty: nothing is said
 * @param step seconds, or 0: nothing is said
 */
public record Welcome(String tags, String svrlist, int step) {
    private static final int MAX_TAGS = 4096;

    /** Settings that tell a host nothing but its serial number. */
    public static final Welcome PLAIN = new Welcome("", "", 0);

    public Welcome {
        tags = tags == null ? "" : tags.strip();
        svrlist = svrlist == null ? "" : svrlist.strip();
        checkServers(svrlist);
        if (tags.length() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "booter.fleet/tags has " + tags.length() + " characters, most is " + MAX_TAGS);
        }
        if (step < 0 || step > HostSettings.MAX_STEP.toSeconds()) {
            throw new IllegalArgumentException(
                    "booter.fleet/step is '" + step + "', must be 1 to 86400 s, or 0 to say nothing");
        }
    }

    private static void checkServers(String list) {
        try {
            ServerAddress.parseList(list);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("booter.fleet/svrlist must be HOST[:PORT],…: " + e.getMessage());
        }
    }

    public RegisterReply to(String agentsn) {
        return new RegisterReply(0, agentsn, tags, svrlist.isEmpty() ? null : svrlist, step == 0 ? null : step);
    }
}
