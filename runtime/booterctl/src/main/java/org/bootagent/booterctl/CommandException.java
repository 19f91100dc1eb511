package org.bootagent.booterctl;

/** Ends a command with one line for the operator. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    CommandException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, message);
    }

    Exit exit() {
        return exit;
    }
}
