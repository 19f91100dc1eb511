package org.bootagent.packages.tree;

import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.packages.files.JobFault;

/** Counts the cost of a package, and stops it when that is too high or its job is cancelled. */
public final class Budget {
    /** Size below which a high ratio is harmless. */
    private static final long RATIO_COUNTS_FROM = 16L << 20;

    private static final long CHECK_STEP = 1 << 20;

    private final UnpackBounds bounds;
    private final long packedBytes;
    private final JobContext context;
    private long decompressed;
    private long written;
    private long checkedAt;
    private int entries;

    public Budget(UnpackBounds bounds, long packedBytes, JobContext context) {
        this.bounds = bounds;
        this.packedBytes = packedBytes;
        this.context = context;
    }

    public UnpackBounds bounds() {
        return bounds;
    }

    /** Counts a file, directory or link. */
    public void entry(String name) throws JobFault {
        if (++entries > bounds.maxEntries()) {
            throw Refusal.tooLarge("entry '" + Refusal.shown(name) + "' is one more than the " + bounds.maxEntries()
                    + " that this host accepts (packages/maxEntries)");
        }
        checkCancelled();
    }

    /** Counts bytes from a decompressor, whether or not they end up in a file. */
    void decompressed(long bytes) throws JobFault {
        decompressed += bytes;
        check(decompressed);
    }

    /** Counts bytes of a file's content; a sparse file has more of them than its archive. */
    void written(long bytes) throws JobFault {
        written += bytes;
        check(written);
    }

    private void check(long total) throws JobFault {
        if (total > bounds.maxBytes()) {
            throw Refusal.tooLarge(
                    "unpacked it has more than " + (bounds.maxBytes() >> 20) + " MiB (packages/maxUnpackedMiB)");
        }
        if (total > RATIO_COUNTS_FROM && total / bounds.maxRatio() > packedBytes) {
            throw Refusal.tooLarge(
                    "it unpacks to more than " + bounds.maxRatio() + " times its size (packages/maxRatio)");
        }
        if (decompressed + written - checkedAt > CHECK_STEP) {
            checkedAt = decompressed + written;
            checkCancelled();
        }
    }

    private void checkCancelled() throws JobFault {
        try {
            context.checkCancelled();
        } catch (JobException e) {
            throw new JobFault(e);
        }
    }
}
