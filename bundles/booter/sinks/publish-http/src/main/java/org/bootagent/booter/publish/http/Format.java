package org.bootagent.booter.publish.http;

import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;

/** Turns publications into requests. */
interface Format {
    boolean takes(Publication.Kind kind);

    void send(List<Publication> batch) throws PublishException, InterruptedException;
}
