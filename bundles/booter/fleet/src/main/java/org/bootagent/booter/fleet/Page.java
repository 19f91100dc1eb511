package org.bootagent.booter.fleet;

import java.util.List;

/**
 * A slice of a list.
 *
 * @param total rows of the whole list
 */
public record Page<T>(List<T> items, long total) {
    public Page {
        items = List.copyOf(items);
    }
}
