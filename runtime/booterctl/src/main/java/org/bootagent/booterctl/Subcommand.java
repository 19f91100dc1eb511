package org.bootagent.booterctl;

import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to the server. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    abstract Exit run(Session session) throws CommandException;

    /** Returns {@code --timeout} without {@code --wait}: then it can only be meant for the job. */
    final OptionalInt timeoutOfJob() {
        boolean given = Stream.of(spec, spec.root())
                .map(command -> command.commandLine().getParseResult())
                .anyMatch(parsed -> parsed != null && parsed.hasMatchedOption("--timeout"));
        var booterctl = (Booterctl) spec.root().userObject();
        return given && !booterctl.waits() ? OptionalInt.of(booterctl.timeout()) : OptionalInt.empty();
    }

    @Override
    public final Integer call() throws CommandException {
        var booterctl = (Booterctl) spec.root().userObject();
        try (var session = booterctl.open()) {
            return run(session).code();
        }
    }
}
