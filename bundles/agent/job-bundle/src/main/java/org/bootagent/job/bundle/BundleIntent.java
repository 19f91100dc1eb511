package org.bootagent.job.bundle;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Section;

/**
 * The one bundle change in progress.
 *
 * @param job its key
 * @param file name of the jar
 * @param had whether there was such a jar before
 * @param code error code of the failure that is being undone, or null if there was none
 * @param message of that failure
 */
record BundleIntent(String job, String file, boolean had, ErrorCode code, String message) {
    static final Section<BundleIntent> SECTION = new Section<>("bundle-change", BundleIntent.class);

    BundleIntent failed(JobException e) {
        return new BundleIntent(job, file, had, e.code(), e.getMessage());
    }

    boolean hasFailed() {
        return code != null;
    }
}
