package org.bootagent.packages.tree;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * An archive's modes as this host takes them: no set-id and sticky bits, nothing that others than the owner may write (an agent may run as root, so its program
 * must not be anybody's to change), everything for the owner to read and delete.
 */
public final class Modes {
    /** Of a file that is being written. */
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
