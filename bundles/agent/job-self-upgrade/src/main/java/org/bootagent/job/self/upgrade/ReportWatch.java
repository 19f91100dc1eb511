package org.bootagent.job.self.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.report.Transport;

/** Tells whether a server accepts this host's reports. */
final class ReportWatch {
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final List<Transport> transports = new CopyOnWriteArrayList<>();

    void add(Transport transport) {
        transports.add(transport);
    }

    void remove(Transport transport) {
        transports.remove(transport);
    }

    private boolean accepted() {
        return transports.stream().map(Transport::status).anyMatch(Transport.Status::accepted);
    }

    /** Waits until a report is accepted. Returns false if none was in time. */
    boolean awaitAccepted(Duration patience, JobContext context) throws JobException {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (!accepted()) {
            if (System.nanoTime() - giveUp >= 0) {
                return false;
            }
            rest(context);
        }
        return true;
    }

    /** Pauses between two checks. */
    static void rest(JobContext context) throws JobException {
        context.checkCancelled();
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.checkCancelled();
            throw new JobException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }
}
