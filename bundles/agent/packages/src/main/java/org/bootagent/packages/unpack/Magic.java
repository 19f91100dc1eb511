package org.bootagent.packages.unpack;

/** Bytes by which a file, or a part of one, is recognised. */
enum Magic {
    AR("!<arch>\n"),
    RPM("\u00ed\u00ab\u00ee\u00db"),
    RPM_HEADER("\u008e\u00ad\u00e8\u0001"),
    ZIP("PK\u0003\u0004"),
    EMPTY_ZIP("PK\u0005\u0006"),
    ELF("\u007fELF"),
    SCRIPT("#!"),
    TAR(257, "ustar"),
    GZIP("\u001f\u008b\b"),
    XZ("\u00fd7zXZ\0"),
    ZSTD("(\u00b5/\u00fd"),
    BZIP2("BZh"),
    LZMA("]\0\0");

    private final int offset;
    private final String bytes;

    Magic(String bytes) {
        this(0, bytes);
    }

    Magic(int offset, String bytes) {
        this.offset = offset;
        this.bytes = bytes;
    }

    boolean matches(byte[] head) {
        if (head.length < offset + bytes.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if ((head[offset + i] & 0xff) != bytes.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
