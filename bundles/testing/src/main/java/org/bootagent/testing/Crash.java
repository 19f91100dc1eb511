package org.bootagent.testing;

/** Ends the host agent at any point; no handler may catch this. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    public Crash(String step) {
        super("crash at " + step);
    }
}
