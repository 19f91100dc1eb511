package org.bootagent.booterctl;

import java.io.InputStream;
import picocli.CommandLine;

/** The operator's command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Booterctl.run(args, System.in, System.out, System.err));
    }

    /** Returns all commands and options, for the reference pages and whatever checks them. */
    public static CommandLine commandLine() {
        return Booterctl.commandLine(InputStream.nullInputStream(), System.out, System.err);
    }
}
