package org.bootagent.booter.fleet.easyagent;

import java.util.Objects;
import org.bootagent.booter.fleet.Fields;

/**
 * What a host that speaks EasyAgent's protocol says of its machine when it registers.
 *
 * @param agentsn its serial number: EasyAgent's sidecar id
 * @param original whether it is EasyAgent's own sidecar, which knows its commands only and none of this project's jobs
 * @param memSize bytes
 * @param swapSize bytes
 * @param displayName what operators call it; empty: as the host is named
 */
public record Sidecar(
        String agentsn,
        boolean original,
        String osType,
        String osPlatform,
        String osVersion,
        String cpuSerial,
        int cpuCores,
        long memSize,
        long swapSize,
        String localIp,
        String displayName) {
    private static final int MAX_TEXT = 256;

    public Sidecar {
        Objects.requireNonNull(agentsn, "agentsn");
        osType = Fields.cut(osType, MAX_TEXT);
        osPlatform = Fields.cut(osPlatform, MAX_TEXT);
        osVersion = Fields.cut(osVersion, MAX_TEXT);
        cpuSerial = Fields.cut(cpuSerial, MAX_TEXT);
        localIp = Fields.cut(localIp, MAX_TEXT);
        displayName = Fields.cut(displayName, MAX_TEXT);
        cpuCores = Math.max(0, cpuCores);
        memSize = Math.max(0, memSize);
        swapSize = Math.max(0, swapSize);
    }

    /** Returns the empty facts of a host that never registered by this protocol. */
    public static Sidecar unknown(String agentsn) {
        return new Sidecar(agentsn, false, "", "", "", "", 0, 0, 0, "", "");
    }

    public Sidecar named(String name) {
        return new Sidecar(
                agentsn,
                original,
                osType,
                osPlatform,
                osVersion,
                cpuSerial,
                cpuCores,
                memSize,
                swapSize,
                localIp,
                name);
    }
}
