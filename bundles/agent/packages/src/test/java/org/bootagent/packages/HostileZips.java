package org.bootagent.packages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Hostile zips, and zip directories with false contents. */
final class HostileZips {
    private final HostileArchives hostile;

    HostileZips(HostileArchives hostile) {
        this.hostile = hostile;
    }

    void zips() throws IOException {
        hostile.bad(
                "zip: parent", new Zips().entry("../escaped", Zips.FILE, "x").bytes(), "'..'");
        hostile.bad(
                "zip: parent with backslashes",
                new Zips().entry("..\\..\\escaped", Zips.NO_MODE, "x").bytes(),
                "'..'");
        hostile.bad(
                "zip: absolute",
                new Zips().entry(hostile.victim() + "/escaped", Zips.FILE, "x").bytes(),
                "absolute");
        hostile.bad(
                "zip: name in another encoding",
                HostileTars.inLatin1(
                        new Zips().entry("gr@n.txt", Zips.FILE, "x").bytes()),
                "not UTF-8");
        hostile.bad(
                "zip: symbolic link to an absolute path",
                new Zips().entry("a", Zips.LINK, hostile.victim()).bytes(),
                "absolute");
        hostile.bad(
                "zip: symbolic link out",
                new Zips()
                        .entry("b", Zips.FILE, "")
                        .entry("a", Zips.LINK, "../..")
                        .bytes(),
                "outside");
        hostile.bad(
                "zip: symbolic link and a file through it",
                new Zips()
                        .entry("a", Zips.LINK, "..")
                        .entry("a/escaped", Zips.FILE, "x")
                        .bytes(),
                "no directory");
        hostile.bad(
                "zip: symbolic link without an end",
                new Zips().entry("a", Zips.LINK, "x".repeat(5000)).bytes(),
                "impossible");
        hostile.bad("zip: device", new Zips().entry("a", 0020666, "").bytes(), "device");
        hostile.bad("zip: pipe", new Zips().entry("a", 0010666, "").bytes(), "pipe");
        hostile.bad(
                "zip: file twice",
                new Zips()
                        .entry("a", Zips.FILE, "1")
                        .entry("./a", Zips.FILE, "2")
                        .bytes(),
                "twice");
        hostile.bad(
                "zip: too deep",
                new Zips().entry("d/".repeat(33) + "f", Zips.FILE, "").bytes(),
                "deep");
        byte[] good = new Zips().entry("a", Zips.FILE, "x".repeat(10_000)).bytes();
        hostile.bad("zip: cut short", Arrays.copyOf(good, good.length - 30), "damaged");
        hostile.bad("zip: only its beginning", Arrays.copyOf(good, 40), "damaged");
        int directory = find(good, "PK\001\002");
        hostile.bad("zip: CRC lies", HostileArchives.patched(good, directory + 16, 1, 2, 3, 4), "CRC");
        hostile.bad("zip: encrypted", HostileArchives.patched(good, directory + 8, 1), "encrypted");
        hostile.bad("zip: method that nobody knows", HostileArchives.patched(good, directory + 10, 77), "packed");
        hostile.bad("zip: offset lies", HostileArchives.patched(good, directory + 42, 0xff, 0xff, 0, 0), "");
        hostile.large(
                "zip: bomb",
                new Zips().entry("zeros", Zips.FILE, new byte[60 << 20]).bytes(),
                "times its size");
        hostile.large("zip: too many entries", manyInAZip(), "one more than");
    }

    private static byte[] manyInAZip() throws IOException {
        var zip = new Zips();
        for (int i = 0; i < 2100; i++) {
            zip.entry("f" + i, Zips.FILE, "");
        }
        return zip.bytes();
    }

    private static int find(byte[] where, String what) {
        return new String(where, StandardCharsets.ISO_8859_1).indexOf(what);
    }
}
