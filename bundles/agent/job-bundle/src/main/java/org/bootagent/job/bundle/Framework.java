package org.bootagent.job.bundle;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bootagent.api.job.JobException;

/** The OSGi framework, as far as bundle jobs need it. */
interface Framework {
    /**
     * A bundle as it is now.
     *
     * @param name symbolic name
     * @param state in lower case, such as {@code active}
     * @param file name of its jar in the actions directory; empty: it is a part of the distribution
     * @param modified changes whenever the framework loads its content again
     */
    record Installed(long id, String name, String version, String state, String file, long modified) {
        boolean isOwn() {
            return file.isEmpty();
        }
    }

    /**
     * State of a bundle that was to be started.
     *
     * @param components names of those that are active
     * @param failed why it can never become active as it is; empty: it can
     * @param waiting what its components wait for; empty: nothing
     */
    record Health(List<String> components, List<String> failed, List<String> waiting) {
        public Health {
            components = List.copyOf(components);
            failed = List.copyOf(failed);
            waiting = List.copyOf(waiting);
        }

        boolean isFine() {
            return failed.isEmpty() && waiting.isEmpty();
        }
    }

    List<Installed> bundles();

    /** Starts the bundle and its components, unless they are active. */
    Health bring(Installed bundle);

    /** Stops the bundle until it is started again. */
    void stop(Installed bundle) throws JobException;

    /** Installs or updates a bundle from its jar, unless the directory's watcher does. */
    void load(String file) throws JobException;

    /** Uninstalls the bundle, unless the directory's watcher does. */
    void unload(Installed bundle) throws JobException;

    /** Returns the actions that the bundle serves. */
    Set<String> actions(Installed bundle);

    /** Returns whether a job with one of these actions is running. */
    boolean runsAny(Set<String> actions);

    default Optional<Installed> named(String name) {
        // Where the distribution has one of that name too, it is that one that counts.
        return bundles().stream()
                .filter(bundle -> bundle.name().equals(name))
                .reduce((one, other) -> one.isOwn() ? one : other);
    }

    default Optional<Installed> ofFile(String file) {
        return bundles().stream().filter(bundle -> bundle.file().equals(file)).findFirst();
    }
}
