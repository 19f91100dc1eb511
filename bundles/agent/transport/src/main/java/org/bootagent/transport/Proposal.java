package org.bootagent.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.bootagent.api.metafile.Section;

/**
 * The serial number that this host proposes until a server takes it in or gives it another. It outlives the process, so that a server that refuses the host can
 * tell who it was, and be told to admit it.
 *
 * @param machine where it was made: the copy of a disk is another host; empty if nobody knows
 */
record Proposal(String agentsn, String machine) {
    static final Section<Proposal> SECTION = new Section<>("proposal", Proposal.class);
    private static final Path MACHINE = Path.of("/etc/machine-id");

    static Proposal fresh(String machine) {
        return new Proposal(UUID.randomUUID().toString(), machine);
    }

    /** What tells this machine from a copy of its disk, if its operators keep to the rules for copies. */
    static String thisMachine() {
        try {
            return Files.readString(MACHINE).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
