package org.bootagent.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Builds a tar, entry by entry, with any name and any kind. */
final class Tars {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    Tars() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    Tars file(String name, String content) throws IOException {
        return file(name, content, 0644);
    }

    Tars program(String name) throws IOException {
        return file(name, "#!/bin/sh\nexec sleep 600\n", 0755);
    }

    Tars file(String name, String content, int mode) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    Tars file(String name, byte[] body, int mode) throws IOException {
        var entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setSize(body.length);
        tar.putArchiveEntry(entry);
        tar.write(body);
        tar.closeArchiveEntry();
        return this;
    }

    Tars directory(String name) throws IOException {
        return special(name, TarArchiveEntry.LF_DIR, "");
    }

    Tars symbolicLink(String name, String target) throws IOException {
        return special(name, TarArchiveEntry.LF_SYMLINK, target);
    }

    Tars hardLink(String name, String target) throws IOException {
        return special(name, TarArchiveEntry.LF_LINK, target);
    }

    Tars special(String name, byte kind, String target) throws IOException {
        var entry = new TarArchiveEntry(name, kind, true);
        entry.setMode(0755);
        entry.setModTime(0);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
        return this;
    }

    /** An entry of any kind with content, such as a header of another one. */
    Tars kind(String name, byte kind, byte[] body) throws IOException {
        var entry = new TarArchiveEntry(name, kind, true);
        entry.setModTime(0);
        entry.setSize(body.length);
        tar.putArchiveEntry(entry);
        tar.write(body);
        tar.closeArchiveEntry();
        return this;
    }

    byte[] bytes() throws IOException {
        tar.close();
        return bytes.toByteArray();
    }
}
