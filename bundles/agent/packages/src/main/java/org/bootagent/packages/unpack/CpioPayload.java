package org.bootagent.packages.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.bootagent.packages.tree.EntryNames;
import org.bootagent.packages.tree.EntryPath;
import org.bootagent.packages.tree.LinkTargets;
import org.bootagent.packages.tree.MeteredInput;
import org.bootagent.packages.tree.Refusal;

/** Unpacks the files of an rpm. If a file has several names, only one entry, usually the last, has its content. */
final class CpioPayload {
    private static final int BLOCK = 512;
    private static final int MAX_LINK_LENGTH = 4096;
    private static final int MAX_WAITING = 10_000;

    private final MeteredInput in;
    private final CpioArchiveInputStream cpio;
    private final Unpacking unpacking;
    private final Map<String, EntryPath> placed = new HashMap<>();
    private final Map<String, List<CpioArchiveEntry>> waiting = new HashMap<>();
    private int waitingCount;

    private CpioPayload(MeteredInput in, Unpacking unpacking) {
        this.in = in;
        this.cpio = new CpioArchiveInputStream(in, BLOCK, StandardCharsets.ISO_8859_1.name());
        this.unpacking = unpacking;
    }

    static void unpack(MeteredInput in, Unpacking unpacking) throws IOException {
        new CpioPayload(in, unpacking).unpack();
    }

    private void unpack() throws IOException {
        for (var entry = next(); entry != null; entry = next()) {
            place(entry);
            cpio.transferTo(OutputStream.nullOutputStream());
        }
        for (var names : waiting.values()) {
            placeWithNames(names.remove(0), InputStream.nullInputStream(), names);
        }
    }

    private CpioArchiveEntry next() throws IOException {
        in.beginHeader();
        try {
            return cpio.getNextEntry();
        } finally {
            in.endHeader();
        }
    }

    private void place(CpioArchiveEntry entry) throws IOException {
        var path = path(entry);
        if (entry.isDirectory()) {
            unpacking.tree().directory(path, mode(entry));
        } else if (entry.isSymbolicLink()) {
            unpacking.tree().symbolicLink(path, LinkTargets.REROOTED.target(path, linkTarget(path)));
        } else if (!entry.isRegularFile()) {
            throw Refusal.badEntry(entry.getName(), "is a device, a pipe or something else that is no file");
        } else if (entry.getNumberOfLinks() > 1) {
            placeOneOfSeveral(entry);
        } else {
            unpacking.tree().file(path, mode(entry), cpio);
        }
    }

    private void placeOneOfSeveral(CpioArchiveEntry entry) throws IOException {
        String file = file(entry);
        if (entry.getSize() > 0) {
            var names = waiting.getOrDefault(file, List.of());
            waiting.remove(file);
            waitingCount -= names.size();
            placeWithNames(entry, cpio, names);
        } else if (placed.containsKey(file)) {
            unpacking.tree().hardLink(path(entry), placed.get(file));
        } else if (++waitingCount > MAX_WAITING) {
            throw Refusal.badEntry(entry.getName(), "is one hard link too many before its file");
        } else {
            waiting.computeIfAbsent(file, key -> new ArrayList<>()).add(entry);
        }
    }

    private void placeWithNames(CpioArchiveEntry entry, InputStream content, List<CpioArchiveEntry> names)
            throws IOException {
        var path = path(entry);
        unpacking.tree().file(path, mode(entry), content);
        placed.put(file(entry), path);
        for (var name : names) {
            unpacking.tree().hardLink(path(name), path);
        }
    }

    private String linkTarget(EntryPath link) throws IOException {
        byte[] target = cpio.readNBytes(MAX_LINK_LENGTH);
        if (target.length == MAX_LINK_LENGTH) {
            throw Refusal.badEntry(link.toString(), "is a link with an impossible target");
        }
        return new String(target, StandardCharsets.UTF_8);
    }

    private EntryPath path(CpioArchiveEntry entry) throws IOException {
        return unpacking.path(EntryNames.decode(entry.getName()));
    }

    private static int mode(CpioArchiveEntry entry) {
        return (int) entry.getMode() & 0777;
    }

    private static String file(CpioArchiveEntry entry) {
        return entry.getDeviceMaj() + ":" + entry.getDeviceMin() + ":" + entry.getInode();
    }
}
