package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bootagent.packages.files.JobFault;
import org.bootagent.packages.tree.Refusal;

/** A header of an rpm: an index of tags that point into a store. The store stays in the file. */
final class RpmHeader {
    private static final int INTRO = 16;
    private static final int ENTRY = 16;
    private static final int MAX_ENTRIES = 64 * 1024;
    private static final int MAX_TEXT = 1024;
    /** Limit of a list's bytes; an rpm of some hundred thousand files has shorter ones. */
    private static final int MAX_LIST = 16 << 20;

    private static final int TYPE_INT32 = 4;
    private static final int TYPE_STRING = 6;
    private static final int TYPE_STRING_ARRAY = 8;
    private static final int TYPE_I18N_STRING = 9;

    private final FileChannel channel;
    private final ByteBuffer index;
    private final long store;
    private final long end;

    private RpmHeader(FileChannel channel, ByteBuffer index, long store, long end) {
        this.channel = channel;
        this.index = index;
        this.store = store;
        this.end = end;
    }

    static RpmHeader read(FileChannel channel, long at) throws IOException {
        byte[] intro = bytes(channel, at, INTRO);
        if (intro.length < INTRO || !Magic.RPM_HEADER.matches(intro)) {
            throw Refusal.bad("the rpm has no header at byte " + at);
        }
        long entries = ByteBuffer.wrap(intro).getInt(8) & 0xffffffffL;
        long storeSize = ByteBuffer.wrap(intro).getInt(12) & 0xffffffffL;
        long store = at + INTRO + entries * ENTRY;
        if (entries > MAX_ENTRIES || store + storeSize > channel.size()) {
            throw Refusal.bad("the rpm's header is longer than the file, or the rpm is cut short");
        }
        var index = ByteBuffer.wrap(bytes(channel, at + INTRO, (int) entries * ENTRY));
        return new RpmHeader(channel, index, store, store + storeSize);
    }

    /** Returns the offset behind it. */
    long end() {
        return end;
    }

    boolean has(int tag) {
        return find(tag) >= 0;
    }

    /** Returns the text of a tag. */
    Optional<String> text(int tag) throws IOException {
        int at = find(tag);
        if (at < 0) {
            return Optional.empty();
        }
        int type = index.getInt(at + 4);
        int offset = index.getInt(at + 8);
        if ((type != TYPE_STRING && type != TYPE_I18N_STRING) || offset < 0 || store + offset >= end) {
            throw damaged(tag);
        }
        byte[] bytes = bytes(channel, store + offset, (int) Math.min(MAX_TEXT, end - store - offset));
        String text = new String(bytes, StandardCharsets.UTF_8);
        int nul = text.indexOf('\0');
        if (nul < 0) {
            throw Refusal.bad("tag " + tag + " of the rpm's header has no end");
        }
        return Optional.of(text.substring(0, nul));
    }

    /** Returns the numbers of a tag; empty if it is missing. */
    int[] numbers(int tag) throws IOException {
        var values = ByteBuffer.wrap(list(tag, TYPE_INT32));
        int count = count(tag);
        if (count < 0 || count > values.remaining() / Integer.BYTES) {
            throw damaged(tag);
        }
        var numbers = new int[count];
        values.asIntBuffer().get(numbers);
        return numbers;
    }

    /** Returns the texts of a tag; empty if it is missing. */
    List<String> texts(int tag) throws IOException {
        var texts = new ArrayList<String>();
        byte[] list = list(tag, TYPE_STRING_ARRAY);
        int start = 0;
        for (int i = count(tag); i > 0; i--) {
            int end = start;
            while (end < list.length && list[end] != 0) {
                end++;
            }
            if (end == list.length) {
                throw damaged(tag);
            }
            texts.add(new String(list, start, end - start, StandardCharsets.UTF_8));
            start = end + 1;
        }
        return texts;
    }

    private int count(int tag) {
        int at = find(tag);
        return at < 0 ? 0 : index.getInt(at + 12);
    }

    /** Returns the store's bytes from the first value of a list, up to the limit. */
    private byte[] list(int tag, int type) throws IOException {
        int at = find(tag);
        if (at < 0) {
            return new byte[0];
        }
        int offset = index.getInt(at + 8);
        if (index.getInt(at + 4) != type || offset < 0 || store + offset >= end) {
            throw damaged(tag);
        }
        return bytes(channel, store + offset, (int) Math.min(MAX_LIST, end - store - offset));
    }

    private static JobFault damaged(int tag) {
        return Refusal.bad("tag " + tag + " of the rpm's header is damaged");
    }

    private int find(int tag) {
        for (int at = 0; at + ENTRY <= index.limit(); at += ENTRY) {
            if (index.getInt(at) == tag) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] bytes(FileChannel channel, long at, int length) throws IOException {
        return Channels.newInputStream(channel.position(at)).readNBytes(length);
    }
}
