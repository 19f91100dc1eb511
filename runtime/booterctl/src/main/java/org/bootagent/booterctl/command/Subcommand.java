package org.bootagent.booterctl.command;

import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to the server. */
public abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    protected abstract Exit run(Session session) throws CommandException;

    /** Returns {@code --timeout} without {@code --wait}: then it can only be meant for the job. */
    protected final OptionalInt timeoutOfJob() {
        boolean given = Stream.of(spec, spec.root())
                .map(command -> command.commandLine().getParseResult())
                .anyMatch(parsed -> parsed != null && parsed.hasMatchedOption("--timeout"));
        return given && !globalOptions().waits()
                ? OptionalInt.of(globalOptions().timeout())
                : OptionalInt.empty();
    }

    @Override
    public final Integer call() throws CommandException {
        try (var session = globalOptions().open()) {
            return run(session).code();
        }
    }

    private GlobalOptions globalOptions() {
        return (GlobalOptions) spec.root().userObject();
    }
}
