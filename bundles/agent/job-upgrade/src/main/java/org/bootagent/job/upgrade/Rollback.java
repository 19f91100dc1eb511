package org.bootagent.job.upgrade;

import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.concurrent.Uninterrupted;

/** Restores the state before an upgrade, from any intermediate state. Every step may be repeated. */
final class Rollback {
    private static final int AGENTS_FAULT = 4;

    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final UpgradeJournal journal;

    Rollback(PackageStore packages, ProcessSupervisor supervisor, UpgradeJournal journal) {
        this.packages = packages;
        this.supervisor = supervisor;
        this.journal = journal;
    }

    /** Goes back, also on the interrupted thread of a cancelled job, and returns the failure to report. */
    JobException after(Exception cause, UpgradeIntent begun) {
        return Uninterrupted.call(() -> goBack(cause, begun));
    }

    private JobException goBack(Exception cause, UpgradeIntent begun) {
        var failure = JobException.from(cause);
        try {
            journal.takeBack(begun.withFailure(failure), isBad(failure, begun));
            restore(begun);
            return restored(failure, begun);
        } catch (JobException | RuntimeException e) {
            return notRestored(failure, begun, e);
        }
    }

    /** Runs the steps of going back. */
    void restore(UpgradeIntent begun) throws JobException {
        String name = begun.agent();
        var before = Optional.of(begun.before());
        if (!supervisor.spec(name).equals(before)) {
            supervisor.stop(name);
        }
        boolean switched = packages.current(name).map(Release::id).equals(Optional.of(begun.release()));
        if (switched && !begun.isSameRelease()) {
            switchBack(begun);
        }
        if (!supervisor.spec(name).equals(before)) {
            supervisor.define(begun.before());
        }
        if (begun.up()) {
            supervisor.start(name);
        }
        packages.prune(name);
        journal.takenBack(begun);
    }

    private void switchBack(UpgradeIntent begun) throws JobException {
        var left = packages.previous(begun.agent());
        if (begun.back() != null && left.isPresent()) {
            // A release that could not be restored stays the target of a rollback.
            packages.activate(left.get());
        } else {
            packages.rollback(begun.agent());
        }
    }

    /**
     * Returns whether the package is bad: whether the failure is its own agent's fault. It is not if the old release would not stop, or if the options are new.
     */
    private static boolean isBad(JobException failure, UpgradeIntent begun) {
        return failure.code().number() / 100 == AGENTS_FAULT
                && failure.code() != ErrorCode.DOES_NOT_STOP
                && begun.back() == null
                && !begun.isSameRelease();
    }

    private static JobException restored(JobException failure, UpgradeIntent begun) {
        String message = "%s was not brought to %s and is back on %s: %s"
                .formatted(begun.agent(), begun.release(), begun.before().release(), failure.getMessage());
        return new JobException(failure.code(), message, failure);
    }

    /** Gives up and forgets the rollback: a later upgrade must not undo what the operator does next on the host. */
    private JobException notRestored(JobException failure, UpgradeIntent begun, Exception e) {
        failure.addSuppressed(e);
        try {
            journal.takenBack(begun);
        } catch (MetafileException again) {
            failure.addSuppressed(again);
        }
        String message = "%s was not brought to %s: %s; and could not be brought back on %s: %s; look at it on the host"
                .formatted(
                        begun.agent(),
                        begun.release(),
                        failure.getMessage(),
                        begun.before().release(),
                        e.getMessage());
        return new JobException(failure.code(), message, failure);
    }
}
