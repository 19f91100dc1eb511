package org.bootagent.process.supervisor.limits;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.bootagent.process.supervisor.proc.ProcFs;

/** Chooses the mechanism for limits on this host. */
public final class LimiterFactory {
    /** Asks for the best mechanism of the host. */
    public static final String ANY = "auto";

    private LimiterFactory() {}

    /**
     * Chooses a limiter.
     *
     * @param hierarchies where cgroups may be
     * @param home of this host agent: several may share a host
     * @param wanted a mechanism, or {@value #ANY}
     * @param polling limits what no cgroup can
     */
    public static Limiter choose(
            CgroupHierarchies hierarchies, ProcFs proc, Path home, String wanted, Polling polling) {
        var layers = new ArrayList<Limiter>();
        if (wanted.equals(ANY) || wanted.equals(CgroupV2.MECHANISM)) {
            CgroupV2.in(hierarchies, name(home)).ifPresent(layers::add);
        }
        if (wanted.equals(ANY) || wanted.equals(CgroupV1.MECHANISM)) {
            CgroupV1.in(hierarchies, name(home), proc).ifPresent(layers::add);
        }
        layers.add(polling);
        return new LayeredLimiter(List.copyOf(layers), new MarkedProcesses(proc, home));
    }

    private static String name(Path home) {
        var crc = new CRC32();
        crc.update(home.toString().getBytes(StandardCharsets.UTF_8));
        return "bootagent-" + Long.toHexString(crc.getValue());
    }
}
