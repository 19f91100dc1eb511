package org.bootagent.packages.unpack;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.bootagent.packages.tree.UnpackBounds;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** The compressions that packages come in, told by their first bytes. */
enum Decompression {
    GZIP(Magic.GZIP),
    XZ(Magic.XZ),
    ZSTD(Magic.ZSTD),
    BZIP2(Magic.BZIP2),
    LZMA(Magic.LZMA),
    NONE(null);

    private static final int HEAD = 8;

    private final Magic magic;

    Decompression(Magic magic) {
        this.magic = magic;
    }

    /** Returns the compression of a file with this beginning. */
    static Decompression of(byte[] head) {
        for (var each : values()) {
            if (each.magic != null && each.magic.matches(head)) {
                return each;
            }
        }
        return NONE;
    }

    /** Returns the decompressed stream. */
    static InputStream open(InputStream in, UnpackBounds bounds) throws IOException {
        var buffered = new BufferedInputStream(in, 64 * 1024);
        buffered.mark(HEAD);
        byte[] head = buffered.readNBytes(HEAD);
        buffered.reset();
        return of(head).decompress(buffered, bounds.maxDecoderBytes());
    }

    private InputStream decompress(InputStream in, long maxMemory) throws IOException {
        int maxKiB = (int) Math.min(Integer.MAX_VALUE, maxMemory / 1024);
        return switch (this) {
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
            case XZ -> new XZInputStream(in, maxKiB);
            case ZSTD -> new ZstdInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case LZMA -> new LZMAInputStream(in, maxKiB);
            case NONE -> in;
        };
    }
}
