package org.bootagent.packages;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Hostile rpms, their headers and their payloads. */
final class HostileRpms {
    private final HostileArchives hostile;

    HostileRpms(HostileArchives hostile) {
        this.hostile = hostile;
    }

    void rpms() {
        hostile.bad(
                "rpm: parent", new Rpms().file("./../escaped", Rpms.FILE, "x").bytes(), "'..'");
        hostile.bad(
                "rpm: absolute",
                new Rpms().file(hostile.victim() + "/escaped", Rpms.FILE, "x").bytes(),
                "absolute");
        hostile.bad(
                "rpm: symbolic link out",
                new Rpms().file("./a", Rpms.LINK, "../../x").bytes(),
                "outside");
        hostile.bad(
                "rpm: symbolic link and a file through it",
                new Rpms()
                        .file("./a", Rpms.LINK, hostile.victim())
                        .file("./a/escaped", Rpms.FILE, "x")
                        .bytes(),
                "no directory");
        hostile.bad(
                "rpm: symbolic link without an end",
                new Rpms().file("./a", Rpms.LINK, "x".repeat(5000)).bytes(),
                "impossible");
        hostile.bad("rpm: device", new Rpms().file("./a", 0020666, "").bytes(), "device");
        hostile.bad("rpm: pipe", new Rpms().file("./a", 0010666, "").bytes(), "pipe");
        hostile.bad(
                "rpm: file twice",
                new Rpms()
                        .file("./a", Rpms.FILE, "1")
                        .file("./a", Rpms.FILE, "2")
                        .bytes(),
                "twice");
        hostile.bad(
                "rpm: hard link of a file that leads out",
                new Rpms()
                        .file("./../escaped", Rpms.FILE, "", 7, 2)
                        .file("./a", Rpms.FILE, "x", 7, 2)
                        .bytes(),
                "'..'");
        hostile.bad(
                "rpm: name without an end",
                new Rpms()
                        .header("./a", Rpms.FILE, 1, 1, 0, 0x7fffffffL)
                        .raw(new byte[1 << 20])
                        .bytes(),
                "header");
        hostile.bad(
                "rpm: name of no length",
                new Rpms().header("./a", Rpms.FILE, 1, 1, 0, 0).bytes(),
                "");
        hostile.bad(
                "rpm: size says more than there is",
                new Rpms().header("./a", Rpms.FILE, 1, 1, 0xffffffffL, 4).bytes(),
                "damaged");
        byte[] good = new Rpms().file("./a", Rpms.FILE, "x".repeat(1000)).bytes();
        hostile.bad("rpm: cut in the payload", Arrays.copyOf(good, good.length - 600), "damaged");
        hostile.bad("rpm: cut in the header", Arrays.copyOf(good, 150), "header");
        hostile.bad("rpm: cut in the lead", Arrays.copyOf(good, 50), "header");
        hostile.bad(
                "rpm: payload is no cpio",
                new Rpms().bytes("hello".repeat(100).getBytes(StandardCharsets.US_ASCII)),
                "damaged");
        hostile.bad(
                "rpm: header says it has two billion tags",
                HostileArchives.patched(good, 112 + 8, 0x7f, 0xff, 0xff, 0xff),
                "header");
        hostile.bad(
                "rpm: header says it has a store of 4 GiB",
                HostileArchives.patched(good, 112 + 12, 0xff, 0xff, 0xff, 0xff),
                "header");
        hostile.bad(
                "rpm: tag points out of the store",
                new Rpms().entry(1124, 6, 1 << 20).bytes(),
                "tag 1124");
        hostile.bad(
                "rpm: tag points before the store",
                new Rpms().entry(1124, 6, -8).bytes(),
                "tag 1124");
        hostile.bad("rpm: tag is no text", new Rpms().entry(1124, 4, 0).bytes(), "tag 1124");
        hostile.bad("rpm: source", new Rpms().entry(1106, 4, 0).bytes(), "source");
        hostile.bad("rpm: payload of another kind", new Rpms().tag(1124, "drpm").bytes(), "payload");
    }
}
