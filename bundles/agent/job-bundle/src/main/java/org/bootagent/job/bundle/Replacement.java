package org.bootagent.job.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.concurrent.Uninterrupted;
import org.bootagent.job.bundle.Framework.Installed;

/** Installs or replaces a jar. The directory is changed first, durably, and the framework follows; if the bundle does not become active, both go back. */
final class Replacement {
    private final PackageStore packages;
    private final ActionsDirectory directory;
    private final Framework framework;
    private final BundleActivation serving;
    private final BundleJournal journal;
    private final Request request;
    private final JobContext context;

    /**
     * Request of the job.
     *
     * @param job its key
     * @param update whether the bundle must be there already; else it must not
     * @param name that the jar must have, or null
     * @param window within which it must be active
     */
    record Request(String job, boolean update, PackageSource source, String name, long maxBytes, Duration window) {}

    Replacement(
            PackageStore packages,
            ActionsDirectory directory,
            Framework framework,
            BundleActivation serving,
            BundleJournal journal,
            Request request,
            JobContext context) {
        this.packages = packages;
        this.directory = directory;
        this.framework = framework;
        this.serving = serving;
        this.journal = journal;
        this.request = request;
        this.context = context;
    }

    void run() throws JobException {
        failIfACrashDecided();
        context.progress(0, "downloading");
        Path fetched = packages.fetch(request.source(), request.maxBytes(), context);
        try {
            var facts = JarCheck.check(fetched);
            var present = framework.named(facts.name());
            refuse(facts, present);
            String file = present.map(Installed::file).orElse(facts.name() + ".jar");
            if (present.isPresent() && isSame(fetched, file)) {
                activate(facts, file);
            } else {
                replace(fetched, facts, file, present.orElse(null));
            }
        } finally {
            delete(fetched);
        }
    }

    /** Fails if a crash has decided: a bundle that takes the host agent down must not be tried again. */
    private void failIfACrashDecided() throws JobException {
        var begun = journal.begun().filter(BundleIntent::hasFailed);
        if (begun.isPresent()) {
            journal.end();
            if (begun.get().job().equals(request.job())) {
                throw new JobException(begun.get().code(), begun.get().message());
            }
        }
    }

    private void refuse(JarFacts facts, Optional<Installed> present) throws JobException {
        if (request.name() != null && !request.name().equals(facts.name())) {
            throw new JobException(ErrorCode.BAD_FIELD, "bundle: the jar is " + facts + ", not " + request.name());
        }
        if (present.isEmpty() && request.update()) {
            throw new JobException(
                    ErrorCode.UNKNOWN_BUNDLE, facts.name() + " is not installed on this host; use bundle-install");
        }
        if (present.isPresent()) {
            BundleRemoval.refuseOwn(present.get());
        }
    }

    private boolean isSame(Path fetched, String file) throws JobException {
        try {
            boolean same = directory.has(file) && Files.mismatch(fetched, directory.jar(file)) < 0;
            if (!same && !request.update()) {
                throw new JobException(
                        ErrorCode.ALREADY_INSTALLED, file + " is installed from another jar; use bundle-update");
            }
            return same;
        } catch (IOException e) {
            throw ioError(e, directory.jar(file));
        }
    }

    private void replace(Path fetched, JarFacts facts, String file, Installed before) throws JobException {
        var begun = new BundleIntent(request.job(), file, directory.has(file), null, null);
        journal.begin(begun);
        try {
            if (before != null) {
                serving.quiesce(before, context);
            }
            context.progress(0.8, "starting " + facts);
            put(fetched, file);
            serving.awaitLoaded(file, before, context);
            activate(facts, file);
            journal.end();
        } catch (JobException | RuntimeException e) {
            throw Uninterrupted.call(() -> takeBack(JobException.from(e), begun, facts, before));
        }
        forget(file);
    }

    private void put(Path fetched, String file) throws JobException {
        try {
            directory.keep(file);
            directory.place(fetched, file);
        } catch (IOException e) {
            throw ioError(e, directory.jar(file));
        }
    }

    private void activate(JarFacts facts, String file) throws JobException {
        var health = serving.awaitActive(file, request.window(), context);
        String components = health.components().isEmpty()
                ? "it has no components"
                : "components: " + String.join(", ", health.components());
        context.progress(1, facts + " is active; " + components);
    }

    private JobException takeBack(JobException failure, BundleIntent begun, JarFacts facts, Installed before) {
        String what =
                facts + (request.update() ? " was not brought in: " : " was not installed: ") + failure.getMessage();
        try {
            journal.takeBack(begun, failure);
            restore(begun, before);
            journal.end();
            String now = before == null ? "" : "; " + before.name() + " " + before.version() + " serves again";
            return new JobException(failure.code(), what + now, failure);
        } catch (JobException | IOException | RuntimeException e) {
            failure.addSuppressed(e);
            String now = "; and what was there before could not be brought back: " + e.getMessage() + "; look at "
                    + directory.path() + " on the host";
            return new JobException(failure.code(), what + now, failure);
        }
    }

    private void restore(BundleIntent begun, Installed before) throws IOException, JobException {
        var failed = framework.ofFile(begun.file()).orElse(null);
        boolean placed = directory.restore(begun.file(), begun.had());
        if (!begun.had()) {
            serving.awaitGone(begun.file());
            return;
        }
        if (placed && failed != null && (before == null || failed.modified() != before.modified())) {
            serving.awaitLoaded(begun.file(), failed, new Unstoppable(context));
        }
        serving.awaitActive(begun.file(), request.window(), new Unstoppable(context));
    }

    private void forget(String file) throws JobException {
        try {
            directory.forget(file);
        } catch (IOException e) {
            throw ioError(e, directory.jar(file));
        }
    }

    private static void delete(Path fetched) throws JobException {
        try {
            Files.deleteIfExists(fetched);
        } catch (IOException e) {
            throw ioError(e, fetched);
        }
    }

    static JobException ioError(IOException e, Path path) {
        return JobException.of("cannot change " + path + ": " + e.getMessage(), e);
    }
}
