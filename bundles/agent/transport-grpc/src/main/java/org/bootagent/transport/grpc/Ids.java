package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Converts ids to the stream's form: the 16 bytes of a UUID, big-endian; no id is empty or all zero. */
final class Ids {
    private static final UUID NIL = new UUID(0, 0);

    /** Id by which an original sidecar means itself. */
    static final ByteString NIL_BYTES = bytes(NIL);

    private Ids() {}

    static ByteString bytes(UUID id) {
        var bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }

    static ByteString bytes(Optional<UUID> id) {
        return id.map(Ids::bytes).orElse(ByteString.EMPTY);
    }

    /** @throws IllegalArgumentException for what is neither a UUID nor none */
    static Optional<UUID> read(ByteString id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (id.size() != 2 * Long.BYTES) {
            throw new IllegalArgumentException("an id of " + id.size() + " bytes is not a UUID");
        }
        var bytes = id.asReadOnlyByteBuffer();
        return Optional.of(new UUID(bytes.getLong(), bytes.getLong())).filter(uuid -> !uuid.equals(NIL));
    }
}
