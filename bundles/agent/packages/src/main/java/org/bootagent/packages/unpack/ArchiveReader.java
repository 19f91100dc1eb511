package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.file.Path;

/** Reads one format. Stateless. */
interface ArchiveReader {
    /**
     * Unpacks the package into the tree.
     *
     * @throws IOException if the package is faulty
     */
    PackageFacts read(Path file, Unpacking unpacking) throws IOException;
}
