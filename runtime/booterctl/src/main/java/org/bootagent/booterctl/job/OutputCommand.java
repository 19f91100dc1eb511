package org.bootagent.booterctl.job;

import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.command.JobWatch;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the output of a job. */
@Command(name = "output", description = "Print the output of a job; the exit code is that of the job.")
public final class OutputCommand extends Subcommand {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id;

    @Option(names = "--follow", description = "Continue until the job has ended.")
    private boolean follow;

    @Override
    protected Exit run(Session session) throws CommandException {
        var output = new OutputFollow(session, id, session.timeout());
        var job = follow ? output.printToEnd() : output.printAvailable();
        return follow && !JobWatch.finished(job) ? Exit.TIMED_OUT : JobWatch.exit(job);
    }
}
