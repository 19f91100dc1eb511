package org.bootagent.easyagent.testing;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Converts ids and texts between their bytes on the wire and text. */
final class MessageIds {
    private MessageIds() {}

    static String text(ByteString bytes) {
        if (bytes.size() != 16) {
            return escaped(bytes);
        }
        var buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }

    static ByteString bytes(String id) {
        UUID uuid = UUID.fromString(id);
        var buffer =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(buffer.flip());
    }

    /** Returns bytes as text; invalid UTF-8 is escaped. */
    static String escaped(ByteString bytes) {
        if (bytes.isValidUtf8()) {
            return bytes.toStringUtf8();
        }
        var text = new StringBuilder();
        for (byte one : bytes.toByteArray()) {
            text.append(one >= 0 ? String.valueOf((char) one) : "\\x%02x".formatted(one));
        }
        return text.toString();
    }
}
