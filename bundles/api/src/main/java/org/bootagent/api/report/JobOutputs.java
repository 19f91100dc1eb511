package org.bootagent.api.report;

import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.Job;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Output of jobs, kept on disk until the server has confirmed their results. Implemented by {@code report-outbox}. Thread-safe.
 *
 * <p>Handlers write, transports read. To its readers an output only ever grows at its end: of a long one the first {@link #HEAD} bytes can be read as they
 * come, and once the job has ended a note of how much is left out, and the last {@link #TAIL} bytes. A transport delivers an output before the job's result;
 * the server says how many bytes it has, and the next delivery begins there.
 */
@ProviderType
public interface JobOutputs {
    /** Bytes of the beginning that are kept. */
    int HEAD = 8 << 20;

    /** Bytes of the end that are kept. */
    int TAIL = 8 << 20;

    /** Opens the output of a job; that of a resumed job continues. Always succeeds: see {@link JobOutput#problem()}. */
    JobOutput open(Job job);

    /** Returns the kept outputs, oldest first. Cheap. */
    List<Output> kept();

    /** Finds a kept output, by its job's {@link Job#key()}, or by the key of its result. */
    Optional<Output> kept(String key);

    /**
     * Reads from an output.
     *
     * @param key of the job
     * @param offset from the beginning
     * @param most bytes to read
     * @return available bytes, at most this many; empty at the end, and for an output that is not kept or cannot be read
     */
    byte[] read(String key, long offset, int most);

    /**
     * Registers a listener that is called whenever there is more to read, or an output has ended. It must not block.
     *
     * @return ends it
     */
    Runnable listen(Runnable listener);

    /**
     * An output.
     *
     * @param key of its job
     * @param job id of the job
     * @param length bytes that can be read now
     * @param complete whether no more will follow
     */
    record Output(String key, String job, long length, boolean complete) {}
}
