package org.bootagent.packages.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.bootagent.packages.tree.EntryNames;
import org.bootagent.packages.tree.EntryPath;
import org.bootagent.packages.tree.Modes;
import org.bootagent.packages.tree.Refusal;

/** Reads a zip by the directory at its end: only that has modes and links. */
final class ZipReader implements ArchiveReader {
    private static final int MAX_LINK_LENGTH = 4096;

    @Override
    public PackageFacts read(Path file, Unpacking unpacking) throws IOException {
        try (var channel = new ZipDirectoryGuard(file, unpacking.bounds());
                var zip = ZipFile.builder()
                        .setSeekableByteChannel(channel)
                        .setIgnoreLocalFileHeader(true)
                        .get()) {
            channel.directoryIsRead();
            for (var entry : Collections.list(zip.getEntries())) {
                place(zip, entry, unpacking);
            }
        }
        return PackageFacts.NONE;
    }

    private static void place(ZipFile zip, ZipArchiveEntry entry, Unpacking unpacking) throws IOException {
        EntryNames.check(entry);
        var path = unpacking.path(entry.getName());
        int kind = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
        if (entry.isDirectory()) {
            unpacking.tree().directory(path, entry.getUnixMode() == 0 ? Modes.EXECUTABLE : entry.getUnixMode());
        } else if (kind == UnixStat.LINK_FLAG) {
            unpacking.tree().symbolicLink(path, unpacking.links().target(path, linkTarget(zip, entry)));
        } else if (kind == 0 || kind == UnixStat.FILE_FLAG) {
            file(zip, entry, path, unpacking);
        } else {
            throw Refusal.badEntry(entry.getName(), "is a device, a pipe or something else that is no file");
        }
    }

    private static void file(ZipFile zip, ZipArchiveEntry entry, EntryPath path, Unpacking unpacking)
            throws IOException {
        try (var in = open(zip, entry)) {
            var counted = new CheckedInputStream(in, new CRC32());
            var content = new PushbackInputStream(counted, 4);
            unpacking.tree().file(path, mode(entry, content), content);
            if (counted.getChecksum().getValue() != entry.getCrc()) {
                throw Refusal.badEntry(entry.getName(), "has not the content that its CRC is of");
            }
        }
    }

    /** Returns an entry's mode. A zip that was not made on Unix has none; then a file that looks like a program is executable. */
    private static int mode(ZipArchiveEntry entry, PushbackInputStream content) throws IOException {
        if (entry.getUnixMode() != 0) {
            return entry.getUnixMode();
        }
        byte[] head = content.readNBytes(4);
        content.unread(head);
        return Magic.ELF.matches(head) || Magic.SCRIPT.matches(head) ? Modes.EXECUTABLE : Modes.PLAIN;
    }

    private static String linkTarget(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try (var in = open(zip, entry)) {
            byte[] target = in.readNBytes(MAX_LINK_LENGTH);
            if (target.length == MAX_LINK_LENGTH) {
                throw Refusal.badEntry(entry.getName(), "is a link with an impossible target");
            }
            return new String(target, StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        var method = ZipMethod.getMethodByCode(entry.getMethod());
        boolean known = method == ZipMethod.STORED || method == ZipMethod.DEFLATED;
        if (!known || entry.getGeneralPurposeBit().usesEncryption()) {
            throw Refusal.badEntry(
                    entry.getName(), "is encrypted, or packed in a way other than 'stored' and 'deflated'");
        }
        return zip.getInputStream(entry);
    }
}
