package org.bootagent.transport.grpc;

import java.io.IOException;

/** How what this host has to tell is said to the server at the other end. For one thread. */
interface Dialect {
    /** Tells all there is to tell. What the server has taken is forgotten here. Returns whether anything was taken. */
    boolean report() throws IOException;

    /** Tells what jobs have written by now. */
    void output() throws IOException;

    /** Tells what is in use. */
    void usage(UsageReporter.Usage usage) throws IOException;

    /** Tells how far jobs are, if that has changed. Returns whether any is under way. */
    boolean progress() throws IOException;
}
