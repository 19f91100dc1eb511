package org.bootagent.testing;

/** The host agent ends in the middle of something: no handler may catch this. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    public Crash(String step) {
        super("crash at " + step);
    }
}
