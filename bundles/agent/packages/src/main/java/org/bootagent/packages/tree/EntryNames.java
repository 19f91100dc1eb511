package org.bootagent.packages.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.bootagent.packages.files.JobFault;

/** Refuses names that are not UTF-8. The readers replace undecodable bytes by {@code ?}, so a file would silently get another name. */
public final class EntryNames {
    /** Offset and length of each part of a name in a tar's header. */
    private static final int[][] TAR_NAMES = {{0, 100}, {345, 155}};

    private static final int[] TAR_LINK = {157, 100};

    private EntryNames() {}

    /** @param header as it is in the tar, without names from other records, such as long names */
    public static void check(TarArchiveEntry entry, byte[] header) throws JobFault {
        for (int[] part : TAR_NAMES) {
            if (isReplaced(entry.getName(), header, part)) {
                throw refused(entry.getName());
            }
        }
        if (isReplaced(entry.getLinkName(), header, TAR_LINK)) {
            throw Refusal.badEntry(entry.getName(), "is a link to a name that is not UTF-8");
        }
    }

    public static void check(ZipArchiveEntry entry) throws JobFault {
        boolean told = entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD;
        if (!told && !isUtf8(entry.getRawName())) {
            throw refused(entry.getName());
        }
    }

    /** @param bytes of a name, each as a character */
    public static String decode(String bytes) throws JobFault {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String name = new String(raw, StandardCharsets.UTF_8);
        if (!isUtf8(raw)) {
            throw refused(name);
        }
        return name;
    }

    private static JobFault refused(String name) {
        return Refusal.badEntry(name, "has a name that is not UTF-8; rename it in the package");
    }

    private static boolean isReplaced(String read, byte[] header, int[] part) {
        int end = part[0];
        while (end < part[0] + part[1] && header[end] != 0) {
            end++;
        }
        var raw = new byte[end - part[0]];
        System.arraycopy(header, part[0], raw, 0, raw.length);
        String replaced = new String(raw, StandardCharsets.UTF_8).replace(Refusal.NO_UTF_8, '?');
        return !isUtf8(raw) && read.contains(replaced.replaceFirst("/+$", ""));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
