package org.bootagent.transport.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Tells a server what this host has to report, in that server's protocol. For one thread. */
interface Dialect {
    /** Reports everything that waits, and forgets what the server has accepted. Returns whether anything was accepted. */
    boolean report() throws IOException;

    /** Sends what jobs have written so far. */
    void output() throws IOException;

    /** Sends the current usage. Returns whether the server accepted it. */
    boolean usage(UsageReporter.Usage usage) throws IOException;

    /** Reports what changes without an event, such as the progress of jobs. Returns when to look again; empty: not before something happens. */
    Optional<Duration> progress() throws IOException;

    /** Says good-bye as the host agent ends, without waiting for an answer. */
    default void quit() {}
}
