package org.bootagent.api.report;

import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to a server: delivers reports, and submits jobs to the {@link org.bootagent.api.job.JobQueue}. Runs by itself from activation to deactivation; this
 * service only shows its state.
 */
@ConsumerType
public interface Transport {
    Status status();

    /**
     * Status of a transport.
     *
     * @param name of the transport, such as {@code http}
     * @param server in use, or empty when none answered last
     * @param lastReport when the last report was tried, or null
     * @param accepted whether that report was accepted
     * @param outcome of that report, one line
     */
    record Status(String name, String server, Instant lastReport, boolean accepted, String outcome) {}
}
