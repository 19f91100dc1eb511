package org.bootagent.job.self.upgrade;

import java.time.Duration;
import org.bootagent.api.host.HostRestart;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.job.self.upgrade.Trial.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Change of version, as seen by the version that runs. The trial file tells what comes next, so each start of BootAgent, and each run of the job, continues
 * from there.
 */
final class VersionChange {
    private static final Logger LOG = LoggerFactory.getLogger(VersionChange.class);
    private static final int TRIALS = 3;
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    private final RunningVersion self;
    private final TrialFile file;
    private final ReportWatch reports;
    private final PackageStore packages;
    private final Metafile metafile;
    private final HostRestart restart;

    VersionChange(
            RunningVersion self,
            TrialFile file,
            ReportWatch reports,
            PackageStore packages,
            Metafile metafile,
            HostRestart restart) {
        this.self = self;
        this.file = file;
        this.reports = reports;
        this.packages = packages;
        this.metafile = metafile;
        this.restart = restart;
    }

    /** Hands the new version over to the guard. Does not return: this process ends, and the job goes on in its successor. */
    void begin(Trial trial, JobContext context) throws JobException {
        file.write(trial);
        restart(trial, context);
    }

    /** Continues a change that this job has begun; returns when the new version is confirmed. */
    void resume(Trial trial, JobContext context) throws JobException {
        switch (trial.state()) {
            case PENDING -> throw notTaken(trial);
            case TRYING -> confirm(trial, context);
            case CONFIRMED -> confirmed(trial, context);
            case UNCONNECTED -> compare(trial, context);
            case WAITING -> repeat(trial, context);
            case FAILED -> throw condemned(trial);
            case CLOSED -> throw failure(trial);
            case WITHDRAWN, SUPERSEDED ->
                throw new JobException(
                        ErrorCode.TRANSIENT,
                        "BootAgent was not changed to " + trial.version() + " and runs " + self.version() + ": "
                                + trial.reason());
        }
    }

    /** Settles a trial that another job has left: that job is over, so nobody will resume it. */
    void settle(Trial left) throws JobException {
        if (left.state() == State.TRYING && left.release().equals(self.release())) {
            throw new JobException(
                    ErrorCode.TRANSIENT, "BootAgent " + self.version() + " is still on trial; try again later");
        }
        if (left.state() == State.FAILED) {
            LOG.warn("{}", condemned(left).getMessage());
        }
    }

    private void confirm(Trial trial, JobContext context) throws JobException {
        if (!trial.release().equals(self.release())) {
            throw notTaken(trial);
        }
        context.progress(0.8, "waiting for a server to accept a report of " + self.version());
        // The guard knows when it has been long enough, and ends this process.
        reports.awaitAccepted(FOR_EVER, context);
        file.write(trial.with(State.CONFIRMED));
        LOG.info("BootAgent {} is confirmed: a server has accepted its report", self.version());
        confirmed(trial, context);
    }

    private void confirmed(Trial trial, JobContext context) throws JobException {
        BadPackages.remove(metafile, trial.digest());
        packages.prune(RunningVersion.NAME);
        context.progress(1, "BootAgent runs " + trial.version());
    }

    /** Judges a new version that had no report accepted. It is at fault only if the old version fares better. */
    private void compare(Trial trial, JobContext context) throws JobException {
        context.progress(0.7, "back on " + self.version() + ", which now tries to reach a server");
        if (reports.awaitAccepted(trial.window(), context)) {
            var failed = trial.with(State.FAILED);
            file.write(failed);
            throw condemned(failed);
        }
        var waiting = trial.with(State.WAITING);
        file.write(waiting);
        repeat(waiting, context);
    }

    private void repeat(Trial trial, JobContext context) throws JobException {
        if (trial.tries() >= TRIALS) {
            var given = trial.because(State.WITHDRAWN, "no server could be reached in " + TRIALS + " trials");
            file.write(given);
            resume(given, context);
        }
        context.progress(0.6, "no server can be reached; " + trial.version() + " is tried again when one can");
        reports.awaitAccepted(FOR_EVER, context);
        LOG.info("A server is reachable again: trying BootAgent {} once more", trial.version());
        begin(trial.again(), context);
    }

    private void restart(Trial trial, JobContext context) throws JobException {
        context.progress(0.6, "changing to " + trial.version());
        restart.request("it changes from " + self.version() + " to " + trial.version());
        while (true) {
            ReportWatch.rest(context);
        }
    }

    /** Returns the failure of a trial that did not begin. The guard acts on it at every start, so there was no start, or the guard could not act. */
    private JobException notTaken(Trial trial) {
        file.write(trial.because(State.WITHDRAWN, "its guard did not begin the trial; its log is log/guard.log"));
        return new JobException(
                ErrorCode.HOST,
                "BootAgent was not changed to " + trial.version()
                        + ": its guard did not begin the trial; see log/guard.log in its home, and start it with bin/bootagent run");
    }

    private JobException condemned(Trial trial) throws JobException {
        BadPackages.add(metafile, trial.digest());
        packages.prune(RunningVersion.NAME);
        file.write(trial.with(State.CLOSED));
        return failure(trial);
    }

    private JobException failure(Trial trial) {
        var code = switch (trial.fault()) {
            case "crashed" -> ErrorCode.CRASHED;
            case "never-up" -> ErrorCode.DOES_NOT_START;
            default -> ErrorCode.UNHEALTHY;
        };
        return new JobException(
                code,
                "BootAgent was not changed to " + trial.version() + " and is back on " + self.version()
                        + ": the new one " + trial.reason());
    }
}
