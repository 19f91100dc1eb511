package org.bootagent.booter.publish.elasticsearch;

import java.time.Instant;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;

/** What a bulk request is made of. */
interface Documents {
    boolean takes(Publication.Kind kind);

    /**
     * Those of a batch, in its order; a publication that has none is left out.
     *
     * @param latest no index is of a later day
     * @throws PublishException retryable, if one cannot be made now
     */
    List<Document> of(List<Publication> batch, Instant latest) throws PublishException;

    /**
     * One document, and where it goes.
     *
     * @param type of the document; empty where the index has no types
     * @param json on one line
     */
    record Document(Publication publication, String index, String type, String json) {}
}
