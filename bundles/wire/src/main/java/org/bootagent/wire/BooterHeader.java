package org.bootagent.wire;

/** By this header of its answers on EasyAgent's stream a Booter is told from an original server, also by a host that is registered already. */
public final class BooterHeader {
    public static final String NAME = "x-booter";
    /** Its value, which says nothing more. */
    public static final String VALUE = "1";

    private BooterHeader() {}
}
