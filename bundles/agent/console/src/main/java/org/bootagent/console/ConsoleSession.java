package org.bootagent.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Conversation with a client: reads a line, sends an answer. Drops a client that is slow, silent, or sends too much. */
final class ConsoleSession implements AutoCloseable {
    private static final int LONGEST_REQUEST = 256;

    private final SocketChannel channel;
    private final Selector selector;
    private final long end;

    /** Takes over the channel. */
    ConsoleSession(SocketChannel channel, Duration patience) throws IOException {
        this.channel = channel;
        this.end = System.nanoTime() + patience.toNanos();
        channel.configureBlocking(false);
        this.selector = Selector.open();
    }

    /** The request, without the end of its line. */
    String read() throws IOException {
        var line = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(LONGEST_REQUEST);
        while (line.size() <= LONGEST_REQUEST) {
            await(SelectionKey.OP_READ);
            int count = channel.read(buffer.clear());
            if (count < 0) {
                throw new IOException("the client left before the end of its line");
            }
            for (byte b : copy(buffer)) {
                if (b == '\n') {
                    return line.toString(StandardCharsets.UTF_8).strip();
                }
                line.write(b);
            }
        }
        throw new IOException("the request is longer than " + LONGEST_REQUEST + " bytes");
    }

    void write(String answer) throws IOException {
        var buffer = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        while (buffer.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            channel.write(buffer);
        }
    }

    private void await(int operation) throws IOException {
        channel.register(selector, operation);
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        selector.selectedKeys().clear();
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("the client is too slow");
        }
    }

    private static byte[] copy(ByteBuffer buffer) {
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
