package org.bootagent.packages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Hostile tars, and the contents of their headers. */
final class HostileTars {
    private final HostileArchives hostile;

    HostileTars(HostileArchives hostile) {
        this.hostile = hostile;
    }

    void tars() throws IOException {
        hostile.bad("tar: parent", new Tars().file("../escaped", "x").bytes(), "'..'");
        hostile.bad(
                "tar: parent in the middle",
                new Tars().file("a/../../escaped", "x").bytes(),
                "'..'");
        hostile.bad("tar: parent at the end", new Tars().directory("a/..").bytes(), "'..'");
        hostile.bad(
                "tar: many parents",
                new Tars()
                        .file("../".repeat(20) + hostile.victim().substring(1) + "/escaped", "x")
                        .bytes(),
                "'..'");
        hostile.bad(
                "tar: absolute",
                new Tars().file(hostile.victim() + "/escaped", "x").bytes(),
                "absolute");
        hostile.bad(
                "tar: absolute directory",
                new Tars().directory(hostile.victim() + "/new/").bytes(),
                "absolute");
        hostile.bad(
                "tar: absolute after slashes",
                new Tars().file("//" + hostile.victim() + "/escaped", "x").bytes(),
                "absolute");
        hostile.bad(
                "tar: symbolic link to an absolute path",
                new Tars().symbolicLink("a", hostile.victim()).bytes(),
                "absolute");
        hostile.bad(
                "tar: symbolic link out",
                new Tars().file("b", "").symbolicLink("a", "../../../../x").bytes(),
                "outside");
        hostile.bad(
                "tar: symbolic link out of a directory",
                new Tars().file("b", "").symbolicLink("c/a", "../..").bytes(),
                "outside");
        hostile.bad(
                "tar: name in another encoding",
                withChecksum(inLatin1(new Tars().file("dir/gr@n.txt", "x").bytes())),
                "not UTF-8");
        hostile.bad(
                "tar: link to a name in another encoding",
                withChecksum(inLatin1(new Tars().symbolicLink("a", "gr@n").bytes())),
                "not UTF-8");
        hostile.bad("tar: symbolic link out in two steps", twoSteps(), "outside");
        hostile.bad(
                "tar: symbolic link up to beside its only top directory",
                new Tars().symbolicLink("top/a", "../x").bytes(),
                "outside");
        hostile.bad(
                "tar: symbolic link and a file through it",
                new Tars().symbolicLink("a", "..").file("a/escaped", "x").bytes(),
                "no directory");
        hostile.bad(
                "tar: symbolic link inside and a file through it",
                new Tars()
                        .directory("d")
                        .symbolicLink("a", "d")
                        .file("a/x", "x")
                        .bytes(),
                "no directory");
        hostile.bad(
                "tar: symbolic link, then a file of its name",
                new Tars().symbolicLink("a", "b").file("a", "x").bytes(),
                "twice");
        hostile.bad(
                "tar: symbolic link, then a directory of its name",
                new Tars().symbolicLink("a", ".").directory("a").bytes(),
                "no directory");
        hostile.bad(
                "tar: symbolic link to itself",
                new Tars().symbolicLink("a", "a").file("b", "").bytes(),
                "itself");
        hostile.bad(
                "tar: two symbolic links to each other",
                new Tars().symbolicLink("a", "b").symbolicLink("b", "a").bytes(),
                "itself");
        hostile.bad(
                "tar: symbolic link to nothing",
                new Tars().symbolicLink("a", "").bytes(),
                "impossible");
        hostile.bad(
                "tar: hard link out",
                new Tars().hardLink("a", "../../../../../etc/passwd").bytes(),
                "'..'");
        hostile.bad(
                "tar: hard link to an absolute path",
                new Tars().hardLink("a", hostile.victim() + "/secret").bytes(),
                "absolute");
        hostile.bad("tar: hard link to nothing", new Tars().hardLink("a", "b").bytes(), "no file");
        hostile.bad(
                "tar: hard link to a symbolic link",
                new Tars().symbolicLink("b", "c").hardLink("a", "b").bytes(),
                "no file");
        hostile.bad(
                "tar: hard link through a symbolic link",
                new Tars()
                        .directory("d")
                        .file("d/f", "")
                        .symbolicLink("s", "d")
                        .hardLink("a", "s/f")
                        .bytes(),
                "no directory");
        hostile.bad(
                "tar: hard link to a directory",
                new Tars().directory("d").hardLink("a", "d").bytes(),
                "no file");
        hostile.bad("tar: hard link to the root", new Tars().hardLink("a", ".").bytes(), "no file");
        hostile.bad("tar: hard link to itself", new Tars().hardLink("a", "a").bytes(), "no file");
        hostile.bad("tar: file twice", new Tars().file("a", "1").file("a", "2").bytes(), "twice");
        hostile.bad(
                "tar: file twice, spelled differently",
                new Tars().file("d/a", "1").file("./d//./a", "2").bytes(),
                "twice");
        hostile.bad(
                "tar: file, then a directory of its name",
                new Tars().file("a", "").directory("a").bytes(),
                "no directory");
        hostile.bad(
                "tar: file, then a file in it",
                new Tars().file("a", "").file("a/b", "").bytes(),
                "no directory");
        hostile.bad(
                "tar: directory, then a file of its name",
                new Tars().directory("a").file("a", "").bytes(),
                "twice");
        hostile.bad("tar: file as the root", new Tars().file(".", "x").bytes(), "root");
        hostile.bad(
                "tar: character device",
                new Tars().special("null", TarArchiveEntry.LF_CHR, "").bytes(),
                "device");
        hostile.bad(
                "tar: block device",
                new Tars().special("sda", TarArchiveEntry.LF_BLK, "").bytes(),
                "device");
        hostile.bad(
                "tar: pipe",
                new Tars().special("pipe", TarArchiveEntry.LF_FIFO, "").bytes(),
                "pipe");
        hostile.bad(
                "tar: kind that nobody knows",
                new Tars().special("x", (byte) 'Z', "").bytes(),
                "no file");
        hostile.bad("tar: too deep", new Tars().file("d/".repeat(33) + "f", "").bytes(), "deep");
        hostile.bad("tar: name too long", new Tars().file("n".repeat(300), "").bytes(), "255");
        hostile.large("tar: too many entries", many(2100), "one more than");
        hostile.large("tar: too many directories that no entry names", manyDirectories(), "one more than");
    }

    void tarHeaders() throws IOException {
        byte[] good = new Tars().file("a", "x".repeat(2000)).bytes();
        hostile.bad("tar: cut in a file", Arrays.copyOf(good, 1000), "damaged");
        hostile.bad("tar: size says more than there is", withSize(good, 07777777777L), "damaged");
        byte[] negative = good.clone();
        Arrays.fill(negative, 124, 136, (byte) 0xff);
        hostile.bad("tar: size says less than nothing", withChecksum(negative), "damaged");
        hostile.bad("tar: long name without an end", longName(1 << 20), "header");
        hostile.bad("tar: long names of long names", longNames(2000), "header");
        hostile.bad("tar: extended header without an end", extended("path=" + "n".repeat(1 << 20)), "header");
        hostile.bad("tar: extended header renames to outside", extended("path=../escaped"), "'..'");
        hostile.bad("tar: extended header has a NUL in the name", extended("path=a\0b"), "NUL");
        hostile.bad("tar: extended header links to outside", extendedLink(), "absolute");
        hostile.bad("tar: extended header lies about its length", extendedRaw("999999 path=a\n"), "damaged");
        hostile.large("tar: sparse file of two gigabytes", sparse(), "times its size");
        hostile.bad("tar: only zeros", new byte[10240], "none of");
    }

    /** A chain of links. Lexically each link stays inside; followed one after the other they leave. */
    /** Replaces each @ by an ü in Latin-1. */
    static byte[] inLatin1(byte[] archive) {
        for (int i = 0; i < archive.length; i++) {
            archive[i] = archive[i] == '@' ? (byte) 0xfc : archive[i];
        }
        return archive;
    }

    private static byte[] twoSteps() throws IOException {
        return new Tars()
                .file("f", "")
                .symbolicLink("a/b/up", "../..")
                .symbolicLink("out", "a/b/up/..")
                .bytes();
    }

    private static byte[] many(int count) throws IOException {
        var tar = new Tars();
        for (int i = 0; i < count; i++) {
            tar.file("f" + i, "");
        }
        return tar.bytes();
    }

    private static byte[] manyDirectories() throws IOException {
        var tar = new Tars();
        for (int i = 0; i < 100; i++) {
            tar.file(i + "/d".repeat(30) + "/f", "");
        }
        return tar.bytes();
    }

    private static byte[] longName(int length) throws IOException {
        byte[] name = new byte[length];
        Arrays.fill(name, (byte) 'n');
        return new Tars()
                .kind("././@LongLink", TarArchiveEntry.LF_GNUTYPE_LONGNAME, name)
                .file("a", "")
                .bytes();
    }

    private static byte[] longNames(int count) throws IOException {
        var tar = new Tars();
        for (int i = 0; i < count; i++) {
            tar.kind("././@LongLink", TarArchiveEntry.LF_GNUTYPE_LONGNAME, new byte[] {'n', 0});
        }
        return tar.file("a", "").bytes();
    }

    private static byte[] extended(String keyAndValue) throws IOException {
        return extendedRaw(record(keyAndValue));
    }

    private static byte[] extendedRaw(String records) throws IOException {
        return header(records).file("a", "x").bytes();
    }

    private byte[] extendedLink() throws IOException {
        return header(record("linkpath=" + hostile.victim() + "/secret"))
                .symbolicLink("a", "b")
                .bytes();
    }

    private static Tars header(String records) throws IOException {
        return new Tars()
                .kind(
                        "PaxHeaders/x",
                        TarArchiveEntry.LF_PAX_EXTENDED_HEADER_LC,
                        records.getBytes(StandardCharsets.UTF_8));
    }

    /** Prefixes the record with its own length, which counts itself. */
    private static String record(String keyAndValue) {
        int rest = keyAndValue.length() + 2;
        int digits = Integer.toString(rest + Integer.toString(rest).length()).length();
        return rest + digits + " " + keyAndValue + "\n";
    }

    /** Returns a sparse file: one byte at the end of two gigabytes without content. */
    private static byte[] sparse() throws IOException {
        String records = record("GNU.sparse.size=" + Integer.MAX_VALUE)
                + record("GNU.sparse.numblocks=1")
                + record("GNU.sparse.map=" + (Integer.MAX_VALUE - 1) + ",1");
        return HostileArchives.compress(extendedRaw(records), GZIPOutputStream::new);
    }

    private static byte[] withSize(byte[] tar, long size) {
        byte[] changed = tar.clone();
        octal(changed, 124, 12, size);
        return withChecksum(changed);
    }

    private static byte[] withChecksum(byte[] tar) {
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        octal(tar, 148, 7, sum);
        return tar;
    }

    private static void octal(byte[] tar, int at, int length, long value) {
        byte[] digits = String.format("%0" + (length - 1) + "o", value).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, at, digits.length);
        tar[at + length - 1] = 0;
    }
}
