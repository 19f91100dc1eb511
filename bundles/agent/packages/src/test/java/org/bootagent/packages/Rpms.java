package org.bootagent.packages;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds an rpm of any content, including what rpmbuild refuses. */
final class Rpms {
    static final int DIRECTORY = 0040755;
    static final int FILE = 0100644;
    static final int LINK = 0120777;

    private final ByteArrayOutputStream cpio = new ByteArrayOutputStream();
    private final ByteArrayOutputStream index = new ByteArrayOutputStream();
    private final ByteArrayOutputStream store = new ByteArrayOutputStream();
    private int tags;
    private int inode;

    Rpms() {
        tag(1000, "x").tag(1001, "1").tag(1002, "1").tag(1022, "noarch");
    }

    Rpms tag(int tag, String text) {
        int offset = store.size();
        store.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
        return entry(tag, 6, offset);
    }

    Rpms numbers(int tag, int... numbers) {
        while (store.size() % Integer.BYTES != 0) {
            store.write(0);
        }
        int offset = store.size();
        for (int number : numbers) {
            store.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        }
        return entry(tag, 4, offset, numbers.length);
    }

    Rpms texts(int tag, String... texts) {
        int offset = store.size();
        for (String text : texts) {
            store.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return entry(tag, 8, offset, texts.length);
    }

    /** Adds an entry of the header's index, valid or not. */
    Rpms entry(int tag, int type, int offset) {
        return entry(tag, type, offset, 1);
    }

    Rpms entry(int tag, int type, int offset, int count) {
        index.writeBytes(ByteBuffer.allocate(16)
                .putInt(tag)
                .putInt(type)
                .putInt(offset)
                .putInt(count)
                .array());
        tags++;
        return this;
    }

    Rpms file(String name, int mode, String content) {
        return file(name, mode, content, ++inode, 1);
    }

    Rpms file(String name, int mode, String content, int ino, int links) {
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        return header(name, mode, ino, links, body.length, name.getBytes(StandardCharsets.UTF_8).length + 1)
                .raw(body)
                .padded();
    }

    /** Adds a cpio header, valid or not. */
    Rpms header(String name, int mode, int ino, int links, long size, long nameLength) {
        String fields = String.format(
                "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
                ino, mode, 0, 0, links, 0, size, 0, 0, 0, 0, nameLength, 0);
        return raw(fields.getBytes(StandardCharsets.US_ASCII))
                .raw((name + "\0").getBytes(StandardCharsets.UTF_8))
                .padded();
    }

    Rpms raw(byte[] content) {
        cpio.writeBytes(content);
        return this;
    }

    byte[] bytes() {
        return bytes(file("TRAILER!!!", 0, "", 0, 1).cpio.toByteArray());
    }

    /** Returns the rpm with a given payload. */
    byte[] bytes(byte[] payload) {
        var lead = ByteBuffer.allocate(96).putInt(0xedabeedb).put((byte) 3);
        var rpm = new ByteArrayOutputStream();
        rpm.writeBytes(lead.array());
        rpm.writeBytes(intro(0, 0));
        rpm.writeBytes(intro(tags, store.size()));
        rpm.writeBytes(index.toByteArray());
        rpm.writeBytes(store.toByteArray());
        rpm.writeBytes(payload);
        return rpm.toByteArray();
    }

    static byte[] intro(int tags, int storeSize) {
        return ByteBuffer.allocate(16)
                .putInt(0x8eade801)
                .putInt(0)
                .putInt(tags)
                .putInt(storeSize)
                .array();
    }

    private Rpms padded() {
        while (cpio.size() % 4 != 0) {
            cpio.write(0);
        }
        return this;
    }
}
