package org.bootagent.wire;

/** Header by which a host recognizes a Booter on EasyAgent's stream, also when it is registered already; an original server does not send it. */
public final class BooterHeader {
    public static final String NAME = "x-booter";
    /** Value of the header, which carries no information. */
    public static final String VALUE = "1";

    private BooterHeader() {}
}
