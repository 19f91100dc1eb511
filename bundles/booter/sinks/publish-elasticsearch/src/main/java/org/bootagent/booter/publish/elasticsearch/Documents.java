package org.bootagent.booter.publish.elasticsearch;

import java.time.Instant;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;

/** Makes the documents of a bulk request. */
interface Documents {
    boolean takes(Publication.Kind kind);

    /**
     * Returns the documents of a batch, in its order; a publication without one is left out.
     *
     * @param latest no index is of a later day
     * @throws PublishException retryable, if a document cannot be made now
     */
    List<Document> of(List<Publication> batch, Instant latest) throws PublishException;

    /**
     * A document and its target.
     *
     * @param type of the document; empty where the index has no types
     * @param json on one line
     */
    record Document(Publication publication, String index, String type, String json) {}
}
