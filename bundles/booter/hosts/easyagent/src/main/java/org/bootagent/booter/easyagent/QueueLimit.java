package org.bootagent.booter.easyagent;

import com.google.protobuf.MessageLite;
import io.grpc.Status;

/** Limits waiting messages by number and bytes. Thread-safe. */
final class QueueLimit {
    private static final long LARGEST_MESSAGE = 16 << 20;
    private static final long MOST_BYTES = 64 << 20;

    private final int most;
    private final long mostBytes;
    private int count;
    private long bytes;

    QueueLimit(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Returns the bytes of this heap for one of several limits; a decoded message takes several times its size. */
    static long share(long heap) {
        return Math.max(LARGEST_MESSAGE, Math.min(MOST_BYTES, heap / 16));
    }

    /** Returns the status for a caller above the limit. */
    static Status full() {
        return Status.RESOURCE_EXHAUSTED.withDescription("more arrives than the database takes; send it again later");
    }

    /**
     * Counts a message.
     *
     * @return false if the limit is reached
     */
    synchronized boolean take(MessageLite message) {
        int size = message.getSerializedSize();
        if (count >= most || bytes + size > mostBytes) {
            return false;
        }
        count++;
        bytes += size;
        return true;
    }

    synchronized void give(MessageLite message) {
        count--;
        bytes -= message.getSerializedSize();
    }
}
