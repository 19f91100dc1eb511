package org.bootagent.packages.unpack;

import java.io.IOException;
import java.io.InputStream;
import org.bootagent.packages.files.JobFault;
import org.bootagent.packages.tree.Budget;
import org.bootagent.packages.tree.EntryPath;
import org.bootagent.packages.tree.LinkTargets;
import org.bootagent.packages.tree.MeteredInput;
import org.bootagent.packages.tree.StagingTree;
import org.bootagent.packages.tree.UnpackBounds;

/** Context of an archive's reader. */
record Unpacking(String agent, Architecture host, LinkTargets links, StagingTree tree, Budget budget) {
    UnpackBounds bounds() {
        return budget.bounds();
    }

    EntryPath path(String text) throws JobFault {
        return EntryPath.parse(text, bounds().maxDepth());
    }

    /** Returns a stream's decompressed content, counted. */
    MeteredInput decompress(InputStream in) throws IOException {
        return new MeteredInput(Decompression.open(in, bounds()), budget);
    }
}
