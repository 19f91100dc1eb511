package org.bootagent.booterctl.command;

import org.bootagent.booterctl.client.CommandException;

/** Options of the root command, which all commands share. */
public interface GlobalOptions {
    /** Returns whether {@code --wait} was given. */
    boolean waits();

    /** Returns {@code --timeout}, in seconds. */
    int timeout();

    /** Opens the connection to the server that the options name. */
    Session open() throws CommandException;
}
