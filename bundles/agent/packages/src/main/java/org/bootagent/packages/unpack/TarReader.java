package org.bootagent.packages.unpack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bootagent.packages.tree.EntryNames;
import org.bootagent.packages.tree.LinkTargets;
import org.bootagent.packages.tree.MeteredInput;
import org.bootagent.packages.tree.Refusal;

/** Reads a tar, compressed or not. */
final class TarReader implements ArchiveReader {
    /** Handles the entries of a tar. */
    interface Visitor {
        void visit(TarArchiveEntry entry, TarArchiveInputStream content) throws IOException;
    }

    @Override
    public PackageFacts read(Path file, Unpacking unpacking) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var metered = unpacking.decompress(in);
            if (unpack(metered, unpacking, unpacking.links()) == 0) {
                throw Refusal.bad("there is nothing in it, or nothing that is a tar");
            }
        }
        return PackageFacts.NONE;
    }

    /** Puts every entry into the tree, and returns their number. */
    static int unpack(MeteredInput in, Unpacking unpacking, LinkTargets links) throws IOException {
        return each(in, (entry, content) -> place(entry, content, unpacking, links));
    }

    static int each(MeteredInput in, Visitor visitor) throws IOException {
        int entries = 0;
        var tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
        for (var entry = next(tar, in); entry != null; entry = next(tar, in)) {
            visitor.visit(entry, tar);
            // Its rest must not count as a part of the next entry's header.
            tar.transferTo(OutputStream.nullOutputStream());
            entries++;
        }
        return entries;
    }

    private static TarArchiveEntry next(TarArchiveInputStream tar, MeteredInput in) throws IOException {
        in.beginHeader();
        try {
            var entry = tar.getNextEntry();
            if (entry != null) {
                EntryNames.check(entry, in.lastBlock());
            }
            return entry;
        } finally {
            in.endHeader();
        }
    }

    private static void place(
            TarArchiveEntry entry, TarArchiveInputStream content, Unpacking unpacking, LinkTargets links)
            throws IOException {
        var path = unpacking.path(entry.getName());
        if (entry.isSymbolicLink()) {
            unpacking.tree().symbolicLink(path, links.target(path, entry.getLinkName()));
        } else if (entry.isLink()) {
            unpacking.tree().hardLink(path, unpacking.path(entry.getLinkName()));
        } else if (entry.isDirectory()) {
            unpacking.tree().directory(path, entry.getMode());
        } else if (isFile(entry)) {
            unpacking.tree().file(path, entry.getMode(), content);
        } else {
            throw Refusal.badEntry(entry.getName(), "is a device, a pipe or something else that is no file");
        }
    }

    private static boolean isFile(TarArchiveEntry entry) {
        byte kind = entry.getLinkFlag();
        return kind == TarArchiveEntry.LF_NORMAL
                || kind == TarArchiveEntry.LF_OLDNORM
                || kind == TarArchiveEntry.LF_CONTIG
                || entry.isSparse();
    }
}
