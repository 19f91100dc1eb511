package org.bootagent.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Minimal DER, enough to tell formats apart and to wrap a key. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private int at;

    /** Reads the consecutive elements in these bytes. */
    Der(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasNext() {
        return at < bytes.length;
    }

    /** Returns the tag of the next element; -1: there is none. */
    int tag() {
        return hasNext() ? bytes[at] & 0xff : -1;
    }

    /**
     * Returns the content of the next element.
     *
     * @throws IllegalArgumentException if the bytes are not DER
     */
    byte[] next() {
        int tagged = at++;
        int length = octet();
        if (length >= 0x80) {
            int octets = length - 0x80;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = Math.addExact(Math.multiplyExact(length, 256), octet());
            }
        }
        if (length > bytes.length - at) {
            throw new IllegalArgumentException("the element at byte " + tagged + " is cut short");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int octet() {
        if (!hasNext()) {
            throw new IllegalArgumentException("it is cut short");
        }
        return bytes[at++] & 0xff;
    }

    /** Builds an element of this tag with these parts as its content. */
    static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 + octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
