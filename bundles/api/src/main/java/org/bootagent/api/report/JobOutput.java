package org.bootagent.api.report;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Takes what one job writes. Thread-safe. A disk that fails does not stop the job: see {@link #problem()}. */
@ProviderType
public interface JobOutput extends AutoCloseable {
    /** Adds to the output. After {@link #close()}, and after a problem, bytes are dropped. */
    void write(byte[] bytes, int offset, int length);

    /** The last lines that were written, kept or not, for the job's result: at most 2,000 characters. */
    String lastLines();

    /** Why not all of the output is kept, if it is not, for the job's result. What was left out for its size is no problem. */
    Optional<String> problem();

    /** Ends the output: it will not grow any more. */
    @Override
    void close();
}
