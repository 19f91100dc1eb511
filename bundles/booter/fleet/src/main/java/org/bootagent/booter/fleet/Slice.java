package org.bootagent.booter.fleet;

/**
 * Part of a list.
 *
 * @param limit most rows, 1 to {@link #MAX_LIMIT}
 * @param offset rows to skip
 */
public record Slice(int limit, int offset) {
    /** Most rows of one slice. */
    public static final int MAX_LIMIT = 1000;

    /** The first hundred. */
    public static final Slice FIRST = new Slice(100, 0);

    public Slice {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new FleetException(FleetException.Kind.INVALID, "limit is " + limit + ", must be 1 to " + MAX_LIMIT);
        }
        if (offset < 0) {
            throw new FleetException(FleetException.Kind.INVALID, "offset is " + offset + ", must not be negative");
        }
    }
}
