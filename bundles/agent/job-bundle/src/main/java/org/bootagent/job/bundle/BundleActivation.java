package org.bootagent.job.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.job.bundle.Framework.Health;
import org.bootagent.job.bundle.Framework.Installed;

/**
 * Waits until the framework matches the actions directory. The directory's watcher installs, updates and uninstalls; this class does so only if the watcher
 * does not.
 */
final class BundleActivation {
    /** Looks in a row at which a bundle must be active: a refresh of packages may restart it once more. */
    private static final int CALM = 5;

    private static final int FAILURES = 10;

    private final Framework framework;
    private final Pauses waiting;
    private final Duration pickup;

    /** @param pickup time that the directory's watcher has to act */
    BundleActivation(Framework framework, Pauses waiting, Duration pickup) {
        this.framework = framework;
        this.waiting = waiting;
        this.pickup = pickup;
    }

    /** Waits for the running jobs of a bundle's actions, and stops the bundle so that no other begins. */
    void quiesce(Installed bundle, JobContext context) throws JobException {
        var actions = framework.actions(bundle);
        awaitIdle(bundle, actions, context);
        framework.stop(bundle);
        // One may have begun in between; it has its handler still.
        awaitIdle(bundle, actions, context);
    }

    private void awaitIdle(Installed bundle, Set<String> actions, JobContext context) throws JobException {
        while (framework.runsAny(actions)) {
            context.progress(0.7, "waiting for the jobs of " + bundle.name());
            waiting.step(context);
        }
    }

    /**
     * Waits until the framework has loaded the jar.
     *
     * @param before the bundle of that jar before it changed, or null
     */
    Installed awaitLoaded(String file, Installed before, JobContext context) throws JobException {
        Instant end = waiting.end(pickup);
        while (true) {
            var now = loaded(file, before);
            if (now.isPresent()) {
                return now.get();
            }
            if (waiting.isOver(end)) {
                framework.load(file);
                end = waiting.end(pickup);
            }
            waiting.step(context);
        }
    }

    /** Waits until no bundle of that jar is left. */
    void awaitGone(String file) throws JobException {
        Instant end = waiting.end(pickup);
        for (var still = framework.ofFile(file); still.isPresent(); still = framework.ofFile(file)) {
            if (waiting.isOver(end)) {
                framework.unload(still.get());
            }
            waiting.step();
        }
    }

    /**
     * Waits until the bundle and all its components are active.
     *
     * @throws JobException {@link ErrorCode#BUNDLE_FAILED} with the reason
     */
    Health awaitActive(String file, Duration window, JobContext context) throws JobException {
        Instant end = waiting.end(window);
        int calm = 0;
        int failures = 0;
        while (true) {
            var health = framework.ofFile(file).map(framework::bring);
            calm = health.map(Health::isFine).orElse(false) ? calm + 1 : 0;
            failures = health.map(is -> !is.failed().isEmpty()).orElse(false) ? failures + 1 : 0;
            if (calm == CALM) {
                return health.get();
            }
            if (failures == FAILURES || waiting.isOver(end)) {
                throw new JobException(ErrorCode.BUNDLE_FAILED, reason(health, window));
            }
            waiting.step(context);
        }
    }

    private Optional<Installed> loaded(String file, Installed before) {
        return framework
                .ofFile(file)
                .filter(now -> before == null || now.id() != before.id() || now.modified() != before.modified());
    }

    private static String reason(Optional<Health> health, Duration window) {
        if (health.isEmpty()) {
            return "the framework has no bundle of this jar";
        }
        if (!health.get().failed().isEmpty()) {
            return String.join("; ", health.get().failed());
        }
        return "not active within " + window.toSeconds() + " s: "
                + String.join("; ", health.get().waiting());
    }
}
