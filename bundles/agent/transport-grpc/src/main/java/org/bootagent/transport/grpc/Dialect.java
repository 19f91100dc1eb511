package org.bootagent.transport.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** How what this host has to tell is said to the server at the other end. For one thread. */
interface Dialect {
    /** Tells all there is to tell. What the server has taken is forgotten here. Returns whether anything was taken. */
    boolean report() throws IOException;

    /** Tells what jobs have written by now. */
    void output() throws IOException;

    /** Tells what is in use. Returns whether the server has taken it. */
    boolean usage(UsageReporter.Usage usage) throws IOException;

    /** Tells what changes by itself, such as how far jobs are. Returns when to look again; empty: not before something has happened. */
    Optional<Duration> progress() throws IOException;

    /** Says good-bye, as the host agent ends. Does not wait for an answer. */
    default void quit() {}
}
