package org.bootagent.process.supervisor;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Chooses what this host has. */
final class Limiters {
    private Limiters() {}

    /**
     * @param proc {@code /proc}
     * @param root see {@link CgroupHierarchies}
     * @param home of this host agent: more than one may share a host
     */
    static Limiter choose(Path proc, String root, Path home) {
        var hierarchies = new CgroupHierarchies(proc, root);
        var crc = new CRC32();
        crc.update(home.toString().getBytes(StandardCharsets.UTF_8));
        String name = "bootagent-" + Long.toHexString(crc.getValue());
        return CgroupV2.in(hierarchies, name)
                .or(() -> CgroupV1.in(hierarchies, name))
                .orElse(Limiter.NONE);
    }
}
