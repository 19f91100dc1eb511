package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;

/** A way to get a file. One implementation for each scheme of a URL. */
public interface Scheme {
    /**
     * Tries once to get what the part does not have yet.
     *
     * @throws org.bootagent.packages.files.JobFault if another try cannot help
     * @throws IOException if another try may go on where this one broke off
     */
    void fetch(URI url, PartFile part) throws IOException;
}
