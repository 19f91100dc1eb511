package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;

/** Fetches files of one URL scheme. */
public interface Scheme {
    /**
     * Tries once to fetch the missing part.
     *
     * @throws org.bootagent.packages.files.JobFault if another try cannot help
     * @throws IOException if another try may resume
     */
    void fetch(URI url, PartFile part) throws IOException;
}
