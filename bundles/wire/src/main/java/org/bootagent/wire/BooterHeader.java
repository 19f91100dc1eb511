package org.bootagent.wire;

/** Header by which a host recognizes a Booter on EasyAgent's stream, also when it is registered already; an original server does not send it. */
public final class BooterHeader {
    public static final String NAME = "x-booter";
    /** Its value, which says nothing more. */
    public static final String VALUE = "1";

    private BooterHeader() {}
}
