package org.bootagent.itest.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another address of a server on loopback: relays traffic, and records the first line of each connection. */
final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final InetSocketAddress server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param address of the server, {@code HOST:PORT} */
    Relay(String address) {
        int colon = address.lastIndexOf(':');
        server = new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    List<String> requests() {
        return requests;
    }

    private void accept() throws IOException {
        while (true) {
            var client = listening.accept();
            var behind = new Socket();
            behind.connect(server);
            start(() -> pass(client, behind, true));
            start(() -> pass(behind, client, false));
        }
    }

    private void pass(Socket from, Socket to, boolean noted) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[8192];
            boolean first = noted;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (first) {
                    requests.add(new String(buffer, 0, n, StandardCharsets.ISO_8859_1)
                            .lines()
                            .findFirst()
                            .orElse(""));
                    first = false;
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of the two has closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
