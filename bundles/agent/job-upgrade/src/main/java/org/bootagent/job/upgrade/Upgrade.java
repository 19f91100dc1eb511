package org.bootagent.job.upgrade;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessSupervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upgrade or rollback of an agent. The new release is staged beside the old one; then the present state is recorded, and only then is the agent touched. From
 * there on every step may be repeated, so a run after a crash goes through all of them again, or finishes going back.
 */
final class Upgrade {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final UpgradeJournal journal;
    private final Rollback rollback;
    private final Request request;
    private final JobContext context;
    private final InstantSource clock;
    private final List<String> notes = new ArrayList<>();

    /**
     * Request of the job.
     *
     * @param job its key
     * @param window that the job says, or null
     */
    record Request(String job, String name, UpgradeTarget target, UpgradeSettings settings, Duration window) {
        Duration healthWindow() {
            return window == null ? settings.healthWindow() : window;
        }

        /** Returns how long the agent must stay up. One with a health check need not stay up for the whole window as well. */
        Duration settle(AgentSpec after) {
            if (after.health().isEmpty()) {
                return window == null ? settings.settle() : window;
            }
            return healthWindow().compareTo(settings.settle()) < 0 ? healthWindow() : settings.settle();
        }
    }

    Upgrade(
            PackageStore packages,
            ProcessSupervisor supervisor,
            UpgradeJournal journal,
            Request request,
            JobContext context,
            InstantSource clock) {
        this.packages = packages;
        this.supervisor = supervisor;
        this.journal = journal;
        this.rollback = new Rollback(packages, supervisor, journal);
        this.request = request;
        this.context = context;
        this.clock = clock;
    }

    void run() throws JobException {
        var begun = journal.begun(request.name());
        if (begun.isPresent() && begun.get().job().equals(request.job())) {
            resume(begun.get());
        } else {
            if (begun.isPresent()) {
                // Its own job never came back after a crash.
                rollback.restore(begun.get());
            }
            begin();
        }
        tidy();
    }

    private void resume(UpgradeIntent begun) throws JobException {
        if (begun.failure() != null) {
            throw rollback.after(begun.failure().asException(), begun);
        }
        try {
            replace(begun, request.target().release());
        } catch (JobException | RuntimeException e) {
            throw rollback.after(e, begun);
        }
    }

    private void begin() throws JobException {
        var present = supervisor
                .spec(request.name())
                .orElseThrow(() -> new JobException(
                        ErrorCode.UNKNOWN_AGENT, request.name() + " is not installed on this host; use install"));
        if (!present.hasRelease()) {
            throw new JobException(
                    ErrorCode.BAD_REQUEST,
                    request.name() + " was installed by a script and has no release; use script-update, or uninstall it"
                            + " and install the package");
        }
        request.target().check(present);
        var release = request.target().release();
        if (request.target().after(present, release).equals(present)) {
            return;
        }
        var begun = writeDown(present, release);
        try {
            replace(begun, release);
        } catch (JobException | RuntimeException e) {
            throw rollback.after(e, begun);
        }
    }

    private UpgradeIntent writeDown(AgentSpec present, Release release) throws JobException {
        var begun = new UpgradeIntent(
                request.job(),
                present,
                isWanted(),
                release.id(),
                release.checksum().hex(),
                request.target().back(present),
                null);
        try {
            context.checkCancelled();
            journal.begin(begun);
            return begun;
        } catch (JobException e) {
            packages.discard(release);
            throw e;
        } catch (MetafileException e) {
            packages.discard(release);
            throw JobException.from(e);
        }
    }

    private void replace(UpgradeIntent begun, Release release) throws JobException {
        String name = request.name();
        var after = request.target().after(begun.before(), release);
        // Once the new definition is there, what runs, if anything, is the new release.
        if (!supervisor.spec(name).equals(Optional.of(after))) {
            context.progress(0.75, "stopping " + begun.before().version());
            supervisor.stop(name);
            carryOver(begun, release, after);
            packages.activate(release);
            supervisor.define(after);
        }
        if (begun.up()) {
            context.progress(0.8, "starting " + release.version());
            supervisor.start(name);
            supervisor.awaitUp(name, request.settle(after), context);
            supervisor.awaitHealthy(name, request.healthWindow(), context);
        }
        journal.succeeded(begun, clock.instant().plus(request.healthWindow()));
    }

    /** Carries files that the agent has written over into the new release. A rollback keeps the configuration of the release that it goes back to. */
    private void carryOver(UpgradeIntent begun, Release release, AgentSpec after) throws JobException {
        var left = Stream.of(packages.current(begun.agent()), packages.previous(begun.agent()))
                .flatMap(Optional::stream)
                .filter(known -> known.id().equals(begun.before().release()) && !begun.isSameRelease())
                .findFirst();
        if (left.isPresent()) {
            var keep = Stream.concat(begun.before().keep().stream(), after.keep().stream())
                    .distinct()
                    .toList();
            notes.addAll(packages.carryOver(left.get(), release, keep, begun.back() == null));
        }
    }

    /** Returns notes for the operator. */
    List<String> notes() {
        return notes;
    }

    /** Deletes old releases. If that fails, the upgrade stands. */
    private void tidy() {
        try {
            packages.prune(request.name());
        } catch (JobException e) {
            LOG.warn(
                    "Cannot delete old releases of {}; the next upgrade tries again: {}",
                    request.name(),
                    e.getMessage());
        }
    }

    private boolean isWanted() {
        return supervisor
                .status(request.name())
                .filter(status -> status.state().isWanted())
                .isPresent();
    }
}
