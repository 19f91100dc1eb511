package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Converts UUIDs between text and 16 bytes, big-endian. An absent one is empty or all zero. */
final class Ids {
    static final String NIL = new UUID(0, 0).toString();

    private Ids() {}

    /** @throws IllegalArgumentException if it is neither absent nor 16 bytes */
    static Optional<String> text(ByteString bytes) {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        if (bytes.size() != 2 * Long.BYTES) {
            throw new IllegalArgumentException("an id must be the 16 bytes of a UUID, not " + bytes.size());
        }
        ByteBuffer longs = bytes.asReadOnlyByteBuffer();
        String text = new UUID(longs.getLong(), longs.getLong()).toString();
        return text.equals(NIL) ? Optional.empty() : Optional.of(text);
    }

    static ByteString bytes(String text) {
        UUID id = UUID.fromString(text);
        ByteBuffer longs = ByteBuffer.allocate(2 * Long.BYTES);
        longs.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return ByteString.copyFrom(longs.flip());
    }
}
