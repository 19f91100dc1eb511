package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.bootagent.api.metafile.MetafileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The home directory, which is its owner's alone: agents' environments may hold secrets. */
final class HomeDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(HomeDirectory.class);

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** Merely to enter may be open to others: an operator may need that for agents that run as another user. */
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private HomeDirectory() {}

    static void prepare(Path home) {
        try {
            if (Files.isDirectory(home)) {
                closeToOthers(home);
            } else {
                Files.createDirectories(home, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            if (!Files.exists(home.resolve(MetafileFiles.NAME))) {
                makeDurable(home);
            }
        } catch (IOException e) {
            throw new MetafileException(
                    "home " + home + " cannot be used (" + e + "); check that BootAgent may write to it", e);
        }
    }

    /** Syncs the home itself before the first commit, also if it existed before: durable files are lost if a power loss takes their directory. */
    private static void makeDurable(Path home) throws IOException {
        for (Path above = home.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
            // Where others own what is above, it was there before.
            if (Files.isWritable(above)) {
                new DiskOperations().syncDirectory(above);
            }
        }
    }

    private static void closeToOthers(Path home) throws IOException {
        var permissions = Files.getPosixFilePermissions(home);
        if (!Collections.disjoint(permissions, OTHERS)) {
            Files.setPosixFilePermissions(home, OWNER_ONLY);
            LOG.info(
                    "{} was open to others ({}) and is now restricted to its owner",
                    home,
                    PosixFilePermissions.toString(permissions));
        }
    }
}
