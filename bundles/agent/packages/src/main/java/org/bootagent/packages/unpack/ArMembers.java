package org.bootagent.packages.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.input.BoundedInputStream;
import org.bootagent.packages.tree.Refusal;

/** Reads the members of a deb's ar in place. General readers keep a table of long names in memory, which a deb does not need. */
final class ArMembers {
    private static final int MAGIC = 8;
    private static final int HEADER = 60;
    private static final int NAME_LENGTH = 16;
    private static final int SIZE_AT = 48;
    private static final int SIZE_LENGTH = 10;
    private static final int MAX_MEMBERS = 64;

    private final FileChannel channel;

    ArMembers(FileChannel channel) {
        this.channel = channel;
    }

    /** Returns the content of the first member whose name has this prefix. */
    InputStream open(String prefix) throws IOException {
        long at = MAGIC;
        for (int i = 0; i < MAX_MEMBERS && at < channel.size(); i++) {
            String header = header(at);
            String name = header.substring(0, NAME_LENGTH).strip();
            long size = size(header, name);
            if (at + HEADER + size > channel.size()) {
                throw Refusal.bad("member '" + Refusal.shown(name) + "' of the deb is cut short");
            }
            if (name.startsWith(prefix)) {
                return content(at + HEADER, size);
            }
            at += HEADER + size + size % 2;
        }
        throw Refusal.bad("the deb has no member " + prefix);
    }

    private String header(long at) throws IOException {
        byte[] bytes = Channels.newInputStream(channel.position(at)).readNBytes(HEADER);
        String header = new String(bytes, StandardCharsets.ISO_8859_1);
        if (bytes.length < HEADER || !header.endsWith("`\n")) {
            throw Refusal.bad("the deb is damaged at byte " + at);
        }
        return header;
    }

    private static long size(String header, String name) throws IOException {
        String size = header.substring(SIZE_AT, SIZE_AT + SIZE_LENGTH).strip();
        if (!size.matches("\\d{1,10}")) {
            throw Refusal.bad("member '" + Refusal.shown(name) + "' of the deb has no size");
        }
        return Long.parseLong(size);
    }

    private InputStream content(long at, long size) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(Channels.newInputStream(channel.position(at)))
                .setMaxCount(size)
                .setPropagateClose(false)
                .get();
    }
}
