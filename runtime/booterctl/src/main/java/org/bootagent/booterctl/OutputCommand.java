package org.bootagent.booterctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a job has written. */
@Command(name = "output", description = "Print what a job has written; exits as 'booterctl job' does.")
final class OutputCommand extends Subcommand {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id;

    @Option(names = "--follow", description = "Go on until the job has ended.")
    private boolean follow;

    @Override
    Exit run(Session session) throws CtlException {
        var output = new OutputFollow(session, id, session.timeout());
        var job = follow ? output.toTheEnd() : output.whatThereIs();
        return follow && !JobWatch.finished(job) ? Exit.TIMED_OUT : JobWatch.exit(job);
    }
}
