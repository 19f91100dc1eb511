package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.file.Path;

/** Reads one format. Stateless. */
interface ArchiveReader {
    /**
     * Puts everything that is in the package into the tree.
     *
     * @throws IOException if the package is not what it should be
     */
    PackageFacts read(Path file, Unpacking unpacking) throws IOException;
}
