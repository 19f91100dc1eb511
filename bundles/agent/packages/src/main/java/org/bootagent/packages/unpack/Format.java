package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.bootagent.packages.tree.Refusal;

/** Package formats, recognised by content, never by name. */
enum Format {
    DEB,
    RPM,
    ZIP,
    EXECUTABLE,
    TAR;

    private static final int HEAD = 512;

    static Format of(Path file) throws IOException {
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        return Arrays.stream(values())
                .filter(format -> format.matches(head))
                .findFirst()
                .orElseThrow(() -> Refusal.bad(
                        "it is none of tar, tar.gz, tar.xz, tar.zst, tar.bz2, zip, deb, rpm, ELF program and script"));
    }

    /** Returns whether paths are meant to be kept, so that a single top directory stays. */
    boolean rooted() {
        return this != ZIP && this != TAR;
    }

    ArchiveReader reader() {
        return switch (this) {
            case DEB -> new DebReader();
            case RPM -> new RpmReader();
            case ZIP -> new ZipReader();
            case EXECUTABLE -> new ExecutableReader();
            case TAR -> new TarReader();
        };
    }

    private boolean matches(byte[] head) {
        return switch (this) {
            case DEB -> Magic.AR.matches(head);
            case RPM -> Magic.RPM.matches(head);
            case ZIP -> Magic.ZIP.matches(head) || Magic.EMPTY_ZIP.matches(head);
            case EXECUTABLE -> Magic.ELF.matches(head) || Magic.SCRIPT.matches(head);
            case TAR -> Magic.TAR.matches(head) || isOldOrCompressedTar(head);
        };
    }

    /**
     * Returns whether it is an old or compressed tar. A tar from before ustar has no magic, but a checksum; the content of a compressed file is checked by its
     * reader.
     */
    private static boolean isOldOrCompressedTar(byte[] head) {
        return Decompression.of(head) != Decompression.NONE
                || (head.length == HEAD && head[0] != 0 && hasTarChecksum(head));
    }

    private static boolean hasTarChecksum(byte[] head) {
        try {
            return TarUtils.verifyCheckSum(head);
        } catch (IllegalArgumentException e) {
            // Where a tar has its checksum, this has no number.
            return false;
        }
    }
}
