import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Connections of simulated hosts, many on one thread, with only as much HTTP/2 as EasyAgent's calls need, so that the simulation takes little processor time
 * from the measured server. Anything unexpected ends the process.
 */
final class StreamHosts {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int FRAME = 9;
    private static final int MESSAGE = 5;
    private static final int WIDE = Integer.MAX_VALUE;

    private final Selector selector = Selector.open();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer in = ByteBuffer.allocate(1 << 18);
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);
    private final InetSocketAddress server;

    StreamHosts(InetSocketAddress server, String name) throws IOException {
        this.server = server;
        var thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a task on the thread of all these hosts. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        try {
            while (true) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                selector.select(key -> ((Connection) key.attachment()).read());
            }
        } catch (IOException | RuntimeException e) {
            throw failed("the simulation failed", e);
        }
    }

    private static Error failed(String what, Exception e) {
        System.err.println(what + (e == null ? "" : ": " + e));
        Runtime.getRuntime().halt(1);
        return new AssertionError(what);
    }

    /** A connection; used on the thread of its hosts only. */
    final class Connection {
        private final String name;
        private final SocketChannel channel;
        private final Map<Integer, Call> calls = new HashMap<>();
        private byte[] rest = {};
        private int lastCall = -1;

        Connection(String name) throws IOException {
            this.name = name;
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            out.clear();
            out.put(PREFACE);
            frame(SETTINGS, 0, 0, 6).putShort((short) 4).putInt(WIDE);
            frame(WINDOW_UPDATE, 0, 0, 4).putInt(WIDE - 65_535);
            send();
        }

        /** @param reply given the reply message */
        void call(String method, byte[] message, Consumer<byte[]> reply) {
            call(method, message, new Call(reply, false));
        }

        /** @param reply given each reply message, as long as the connection lasts */
        void stream(String method, byte[] message, Consumer<byte[]> reply) {
            call(method, message, new Call(reply, true));
        }

        private void call(String method, byte[] message, Call call) {
            byte[] path = ("/proto.EasyAgentService/" + method).getBytes(StandardCharsets.US_ASCII);
            byte[] grpc = "application/grpc".getBytes(StandardCharsets.US_ASCII);
            lastCall += 2;
            calls.put(lastCall, call);
            out.clear();
            // POST, http, then literals that go into no table: path, authority, content-type, te.
            frame(HEADERS, END_HEADERS, lastCall, 2 + 2 + path.length + 3 + 3 + grpc.length + 13);
            out.put((byte) 0x83).put((byte) 0x86);
            out.put((byte) 0x04).put((byte) path.length).put(path);
            out.put((byte) 0x01).put((byte) 1).put((byte) 'b');
            out.put((byte) 0x0f).put((byte) 0x10).put((byte) grpc.length).put(grpc);
            out.put("\0\2te\10trailers".getBytes(StandardCharsets.US_ASCII));
            frame(DATA, END_STREAM, lastCall, MESSAGE + message.length);
            out.put((byte) 0).putInt(message.length).put(message);
            send();
        }

        private ByteBuffer frame(int type, int flags, int call, int length) {
            return out.putInt(length << 8 | type).put((byte) flags).putInt(call);
        }

        private void send() {
            out.flip();
            try {
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                throw failed(name + " cannot write", e);
            }
        }

        private void read() {
            in.clear();
            in.put(rest);
            try {
                if (channel.read(in) < 0) {
                    throw failed(name + " was disconnected", null);
                }
            } catch (IOException e) {
                throw failed(name + " cannot read", e);
            }
            in.flip();
            while (in.remaining() >= FRAME && in.remaining() >= FRAME + (in.getInt(in.position()) >>> 8)) {
                int head = in.getInt();
                int flags = in.get();
                int call = in.getInt();
                byte[] payload = new byte[head >>> 8];
                in.get(payload);
                take(head & 0xff, flags, call, payload);
            }
            rest = new byte[in.remaining()];
            in.get(rest);
        }

        private void take(int type, int flags, int call, byte[] payload) {
            switch (type) {
                case DATA -> message(call, payload);
                case HEADERS -> {
                    if ((flags & END_STREAM) != 0 && !calls.remove(call).mayEnd()) {
                        throw failed(name + ": a call was refused or ended", null);
                    }
                }
                case SETTINGS, PING -> acknowledge(type, flags, payload);
                case RST_STREAM, GOAWAY ->
                    throw failed(name + ": the server ended " + (type == GOAWAY ? "the connection" : "a call"), null);
                default -> {}
            }
        }

        private void message(int call, byte[] payload) {
            if (payload.length == 0) {
                return;
            }
            var buffer = ByteBuffer.wrap(payload);
            buffer.get();
            if (buffer.getInt() != payload.length - MESSAGE) {
                throw failed(name + ": a message in several frames, which the simulation does not read", null);
            }
            byte[] message = new byte[payload.length - MESSAGE];
            buffer.get(message);
            calls.get(call).message(message);
        }

        private void acknowledge(int type, int flags, byte[] payload) {
            if ((flags & ACK) == 0) {
                out.clear();
                frame(type, ACK, 0, type == PING ? payload.length : 0);
                if (type == PING) {
                    out.put(payload);
                }
                send();
            }
        }
    }

    private static final class Call {
        private final Consumer<byte[]> reply;
        private final boolean stream;
        private boolean answered;

        Call(Consumer<byte[]> reply, boolean stream) {
            this.reply = reply;
            this.stream = stream;
        }

        void message(byte[] message) {
            answered = true;
            reply.accept(message);
        }

        boolean mayEnd() {
            return answered && !stream;
        }
    }
}
