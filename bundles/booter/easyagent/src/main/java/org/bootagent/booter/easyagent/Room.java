package org.bootagent.booter.easyagent;

import com.google.protobuf.MessageLite;
import io.grpc.Status;

/** For what waits, so many messages and so many bytes of them. Thread-safe. */
final class Room {
    private static final long LARGEST_MESSAGE = 16 << 20;
    private static final long MOST_BYTES = 64 << 20;

    private final int most;
    private final long mostBytes;
    private int count;
    private long bytes;

    Room(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Bytes that one of several may have of this heap: what a message becomes when it is read takes some times as much. */
    static long share(long heap) {
        return Math.max(LARGEST_MESSAGE, Math.min(MOST_BYTES, heap / 16));
    }

    /** What is told whoever finds none. */
    static Status full() {
        return Status.RESOURCE_EXHAUSTED.withDescription("more arrives than the database takes; send it again later");
    }

    /** @return false if there is none now */
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
