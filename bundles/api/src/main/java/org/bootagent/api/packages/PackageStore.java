package org.bootagent.api.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The releases of the agents on this host. Every method may be repeated after a crash in the middle of it and then leaves what one call would have left.
 * Thread-safe; for one agent the caller runs one method at a time.
 */
@ProviderType
public interface PackageStore {
    /**
     * Fetches, verifies and unpacks a package beside the releases that are there; nothing is switched. A release that is there already is returned as it is.
     * The progress that it tells goes from 0 to at most 0.7.
     *
     * @throws JobException {@code DOWNLOAD_FAILED}, {@code CHECKSUM_MISMATCH}, {@code BAD_PACKAGE}, {@code PACKAGE_TOO_LARGE}, {@code WRONG_ARCHITECTURE},
     *     {@code DISK_FULL}, {@code IO_ERROR}, {@code CANCELLED}; nothing is left behind but, of a download that may go
     *     on later, what has come of it
     */
    Release stage(String agent, PackageSource source, JobContext context) throws JobException;

    /**
     * Fetches and verifies a file that is no agent's package. It is then the caller's, to move within the home or to delete; one that a crash has left is deleted
     * a day later.
     *
     * @param maxBytes largest file accepted; what the host's own bounds say holds too
     * @throws JobException {@code DOWNLOAD_FAILED}, {@code CHECKSUM_MISMATCH}, {@code PACKAGE_TOO_LARGE}, {@code DISK_FULL}, {@code IO_ERROR}, {@code CANCELLED};
     *     nothing is left behind
     */
    Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException;

    /** Makes it the agent's current release, atomically. The one that was current becomes the previous one. Activating the current one changes nothing. */
    void activate(Release release) throws JobException;

    /** Makes the previous release current again, and forgets the one that was current as a release to go back to. Empty if there is no previous one. */
    Optional<Release> rollback(String agent) throws JobException;

    Optional<Release> current(String agent);

    Optional<Release> previous(String agent);

    /**
     * Takes over into a release what the agent has written into the one that it ran from, as far as it is to be kept; the agent must not run. Nothing is taken away
     * from the old one.
     *
     * @param keep see {@link org.bootagent.api.process.AgentOptions}
     * @param configuration whether its configuration, {@code etc}, is kept as packages do: where both the agent, or a hand, and the package have changed a file, the
     *     package's is put beside it as {@code .new}
     * @return what the operator should know, a phrase each
     */
    default List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration)
            throws JobException {
        return List.of();
    }

    /** Deletes a release that is neither current nor previous; others are kept. */
    void discard(Release release) throws JobException;

    /** Deletes releases that are neither current nor previous. */
    void prune(String agent) throws JobException;

    /** Deletes everything the agent has under {@code agents/<name>}. False if there was nothing. */
    boolean remove(String agent) throws JobException;
}
