package org.bootagent.booter.publish.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serializes publications for a spool. */
final class PublicationCodec {
    private static final Logger LOG = LoggerFactory.getLogger(PublicationCodec.class);

    private PublicationCodec() {}

    static byte[] write(Publication publication) {
        try {
            return Json.MAPPER.writeValueAsBytes(publication);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("publication " + publication.id() + " cannot be written", e);
        }
    }

    /** Reads the publications that can be read; another version of Booter may have written others. */
    static List<Publication> read(List<byte[]> contents) {
        var publications = new ArrayList<Publication>(contents.size());
        for (byte[] content : contents) {
            try {
                publications.add(Json.MAPPER.readValue(content, Publication.class));
            } catch (IOException e) {
                LOG.warn("Skipping a publication in the spool that cannot be read: {}", e.getMessage());
            }
        }
        return publications;
    }
}
