package org.bootagent.booterctl;

/** Ends a command with one line for the operator. */
final class CtlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    CtlException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    static CtlException usage(String message) {
        return new CtlException(Exit.USAGE, message);
    }

    Exit exit() {
        return exit;
    }
}
