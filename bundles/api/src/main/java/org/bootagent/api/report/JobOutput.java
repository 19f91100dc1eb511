package org.bootagent.api.report;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the output of one job. Thread-safe. A failing disk does not stop the job: see {@link #problem()}. */
@ProviderType
public interface JobOutput extends AutoCloseable {
    /** Adds to the output. After {@link #close()}, and after a problem, bytes are dropped. */
    void write(byte[] bytes, int offset, int length);

    /** Returns the last lines written, kept or not, for the job's result: at most 2,000 characters. */
    String lastLines();

    /** Returns why the output is incomplete, if it is, for the job's result. Omissions because of its size are no problem. */
    Optional<String> problem();

    /** Ends the output, which no longer grows. */
    @Override
    void close();
}
