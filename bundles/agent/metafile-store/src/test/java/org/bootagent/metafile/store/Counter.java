package org.bootagent.metafile.store;

import org.bootagent.api.metafile.Section;

/** Section that tests keep in the metafile. */
record Counter(long value, String filler) {
    static final Section<Counter> SECTION = new Section<>("counter", Counter.class);

    static Counter of(long value) {
        return new Counter(value, "x".repeat(40));
    }
}
