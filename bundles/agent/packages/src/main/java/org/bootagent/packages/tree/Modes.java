package org.bootagent.packages.tree;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Restricts an archive's modes for this host: no set-id and sticky bits, no write permission for others than the owner (an agent may run as root, so nobody
 * else may change its program), and full access for the owner.
 */
public final class Modes {
    /** Mode of a file that is being written. */
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    public static final int EXECUTABLE = 0755;
    public static final int PLAIN = 0644;

    private static final int TAKEN = 0755;
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private Modes() {}

    static Set<PosixFilePermission> ofFile(int mode) {
        return permissions((mode & TAKEN) | 0600);
    }

    public static Set<PosixFilePermission> ofDirectory(int mode) {
        return permissions((mode & TAKEN) | 0700);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if (((mode >> bit) & 1) != 0) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }
}
