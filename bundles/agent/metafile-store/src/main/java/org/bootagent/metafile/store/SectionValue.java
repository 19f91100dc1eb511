package org.bootagent.metafile.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Objects;
import org.bootagent.api.metafile.Section;
import org.bootagent.wire.Json;

/** New value of a section. It becomes text only when it is written: of many changes to one section, only the last is written. */
record SectionValue(Section<?> section, Record content) {
    SectionValue {
        Objects.requireNonNull(content, "content");
    }

    /** Converts the value, also for a bundle that keeps the section in a record of another type, as after its update. */
    <T extends Record> T as(Section<T> wanted) {
        return wanted.type().cast(wanted.equals(section) ? content : Generation.parse(wanted, text()));
    }

    /** @throws UnwritableException if it is nothing that JSON can say */
    byte[] text() {
        try {
            return Json.MAPPER.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new UnwritableException(section, e);
        }
    }

    /** A fault of one change, not of the disk. */
    static final class UnwritableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwritableException(Section<?> section, JsonProcessingException cause) {
            super("section '" + section.name() + "' cannot be written as JSON", cause);
        }
    }
}
