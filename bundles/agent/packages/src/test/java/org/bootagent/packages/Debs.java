package org.bootagent.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Builds a deb of any members. */
final class Debs {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Debs() {
        bytes.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns a valid deb with this data tar. */
    static byte[] with(byte[] data) throws IOException {
        return new Debs()
                .version("2.0\n")
                .control("Package: x\nVersion: 1\nArchitecture: all\n")
                .member("data.tar", data)
                .bytes();
    }

    Debs version(String version) {
        return member("debian-binary", version.getBytes(StandardCharsets.US_ASCII));
    }

    Debs control(String control) throws IOException {
        return member("control.tar", new Tars().file("./control", control).bytes());
    }

    Debs member(String name, byte[] content) {
        return member(name, Long.toString(content.length), content);
    }

    Debs member(String name, String size, byte[] content) {
        bytes.writeBytes(String.format("%-16s%-12s%-6s%-6s%-8s%-10s`\n", name, "0", "0", "0", "100644", size)
                .getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(content);
        if (content.length % 2 == 1) {
            bytes.write('\n');
        }
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
