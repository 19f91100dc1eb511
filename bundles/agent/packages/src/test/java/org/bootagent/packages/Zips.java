package org.bootagent.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Builds a zip, entry by entry, with any name and any mode. */
final class Zips {
    static final int FILE = 0100644;
    static final int PROGRAM = 0100755;
    static final int LINK = 0120777;
    static final int NO_MODE = 0;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

    Zips entry(String name, int mode, String content) throws IOException {
        return entry(name, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    Zips entry(String name, int mode, byte[] content) throws IOException {
        var entry = new ZipArchiveEntry(name);
        entry.setTime(0);
        if (mode != NO_MODE) {
            entry.setUnixMode(mode);
        }
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
        return this;
    }

    byte[] bytes() throws IOException {
        zip.close();
        return bytes.toByteArray();
    }
}
