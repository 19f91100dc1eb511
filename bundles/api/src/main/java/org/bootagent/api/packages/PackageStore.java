package org.bootagent.api.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Releases of the agents on this host. Every method may be repeated after a crash in the middle of it, with the result of one call. Thread-safe; for one agent
 * the caller runs one method at a time.
 */
@ProviderType
public interface PackageStore {
    /**
     * Fetches, verifies and unpacks a package beside the present releases, without switching. An existing release is returned as it is. The reported progress
     * goes from 0 to at most 0.7.
     *
     * @throws JobException {@code DOWNLOAD_FAILED}, {@code CHECKSUM_MISMATCH}, {@code BAD_PACKAGE}, {@code PACKAGE_TOO_LARGE}, {@code WRONG_ARCHITECTURE},
     * {@code DISK_FULL}, {@code IO_ERROR}, {@code CANCELLED}; nothing is left behind, except the part of a download that a later try resumes
     */
    Release stage(String agent, PackageSource source, JobContext context) throws JobException;

    /**
     * Fetches and verifies a file that is no agent's package. The caller then owns it, to move it within the home or to delete it; a file left by a crash is
     * deleted a day later.
     *
     * @param maxBytes largest file accepted; the host's own bounds apply too
     * @throws JobException {@code DOWNLOAD_FAILED}, {@code CHECKSUM_MISMATCH}, {@code PACKAGE_TOO_LARGE}, {@code DISK_FULL}, {@code IO_ERROR}, {@code
     * CANCELLED}; nothing is left behind
     */
    Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException;

    /** Makes it the agent's current release, atomically. The former current release becomes the previous one. Activating the current one changes nothing. */
    void activate(Release release) throws JobException;

    /** Makes the previous release current again; the former current one is no longer a release to go back to. Empty if there is no previous one. */
    Optional<Release> rollback(String agent) throws JobException;

    Optional<Release> current(String agent);

    Optional<Release> previous(String agent);

    /**
     * Carries files that the agent wrote in one release over into another, as far as they are to be kept; the agent must not run. The old release stays
     * unchanged.
     *
     * @param keep see {@link org.bootagent.api.process.AgentOptions}
     * @param configuration whether its configuration, {@code etc}, is kept as packages do: a file changed both locally and by the package is kept, with the
     * package's beside it as {@code .new}
     * @return notes for the operator, a phrase each
     */
    default List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration)
            throws JobException {
        return List.of();
    }

    /** Deletes a release that is neither current nor previous; others are kept. */
    void discard(Release release) throws JobException;

    /** Deletes releases that are neither current nor previous. */
    void prune(String agent) throws JobException;

    /** Deletes everything the agent has under {@code agents/<name>}. Returns false if there was nothing. */
    boolean remove(String agent) throws JobException;
}
