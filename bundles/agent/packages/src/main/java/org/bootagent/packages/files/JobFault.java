package org.bootagent.packages.files;

import java.io.IOException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/** A failure that is already a job's, thrown through code that allows only {@link IOException}. */
public final class JobFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final JobException decided;

    public JobFault(JobException decided) {
        super(decided.getMessage(), decided);
        this.decided = decided;
    }

    public JobFault(ErrorCode code, String message) {
        this(new JobException(code, message));
    }

    /** Returns the job's failure. */
    public JobException decided() {
        return decided;
    }
}
