package org.bootagent.api.metafile;

import java.util.Objects;

/**
 * A named part of the metafile and its record.
 *
 * @param name key in the metafile; lower case
 * @param type a record that maps onto JSON: strings, numbers, booleans, records, lists, maps, {@code Instant}, {@code Duration}
 */
public record Section<T extends Record>(String name, Class<T> type) {
    public Section {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
