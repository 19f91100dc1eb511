package org.bootagent.packages;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.bootagent.packages.HostileArchives.Compression;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Compressed tars with a hostile compression. */
final class HostileStreams {
    private final HostileArchives hostile;

    HostileStreams(HostileArchives hostile) {
        this.hostile = hostile;
    }

    void compressed() throws IOException {
        byte[] tar = new Tars().file("a", "x".repeat(100_000)).bytes();
        byte[] bomb = new Tars().file("zeros", new byte[60 << 20], 0644).bytes();
        Map<String, Compression> compressions = Map.of(
                "gzip", GZIPOutputStream::new,
                "bzip2", BZip2CompressorOutputStream::new,
                "xz", to -> new XZOutputStream(to, new LZMA2Options(1)),
                "zstd", ZstdOutputStream::new);
        for (var each : compressions.entrySet()) {
            byte[] packed = HostileArchives.compress(tar, each.getValue());
            hostile.bad(each.getKey() + ": cut short", Arrays.copyOf(packed, packed.length / 2), "damaged");
            // Zstandard may come without a checksum of its content, so there it is the header that is damaged.
            int at = each.getKey().equals("zstd") ? 4 : packed.length / 2;
            hostile.bad(
                    each.getKey() + ": damaged",
                    HostileArchives.patched(packed, at, ~packed[at], ~packed[at + 1]),
                    "damaged");
            hostile.bad(
                    each.getKey() + ": no tar in it",
                    HostileArchives.compress("hello".getBytes(StandardCharsets.UTF_8), each.getValue()),
                    "");
            hostile.large(each.getKey() + ": bomb", HostileArchives.compress(bomb, each.getValue()), "times its size");
        }
        hostile.large("xz: wants 1.5 GiB to be decompressed", hungryXz(tar), "memory");
        hostile.bad("gzip: only a header", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0}, "damaged");
    }

    /** Changes the dictionary's size in the header of the first block, which has a checksum of its own. */
    private static byte[] hungryXz(byte[] content) throws IOException {
        byte[] xz = HostileArchives.compress(content, to -> new XZOutputStream(to, new LZMA2Options(0)));
        int block = 12;
        int crcAt = block + xz[block] * 4;
        xz[block + 4] = 37;
        var crc = new CRC32();
        crc.update(xz, block, crcAt - block);
        ByteBuffer.wrap(xz).order(ByteOrder.LITTLE_ENDIAN).putInt(crcAt, (int) crc.getValue());
        return xz;
    }
}
