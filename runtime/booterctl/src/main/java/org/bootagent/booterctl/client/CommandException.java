package org.bootagent.booterctl.client;

/** Ends a command with one line for the operator. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public CommandException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, message);
    }

    public Exit exit() {
        return exit;
    }
}
