package org.bootagent.booterctl;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to the server. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    abstract Exit run(Session session) throws CtlException;

    @Override
    public final Integer call() throws CtlException {
        var booterctl = (Booterctl) spec.root().userObject();
        try (var session = booterctl.open()) {
            return run(session).code();
        }
    }
}
