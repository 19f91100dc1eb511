package org.bootagent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real proxy on loopback that sends every request to one server, whatever its host's name. It demands a login. */
public final class HttpProxy implements AutoCloseable {
    private static final String LOGIN_WANTED = String.join(
            "\r\n",
            "HTTP/1.1 407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic realm=\"p\"",
            "Content-Length: 0",
            "Connection: close",
            "",
            "");

    private static final int MAX_HEAD = 64 * 1024;

    private final ServerSocket socket;
    private final int server;
    private final String login;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * @param server port of the server on loopback
     * @param login {@code USER:PASSWORD} that it demands
     */
    public HttpProxy(int server, String login) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        this.login = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        threads.execute(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Returns the first lines of accepted requests. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                var client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (!head.toLowerCase(Locale.ROOT).contains("proxy-authorization: " + login.toLowerCase(Locale.ROOT))) {
                client.getOutputStream().write(LOGIN_WANTED.getBytes(StandardCharsets.US_ASCII));
                return;
            }
            requests.add(head.substring(0, head.indexOf('\r')));
            tunnel(client, head);
        } catch (IOException e) {
            // The client, or the server, has gone.
        }
    }

    private void tunnel(Socket client, String head) throws IOException {
        try (var upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            if (head.startsWith("CONNECT ")) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                String forwarded = head.replaceFirst("(?m)^Proxy-Authorization:.*\\R", "")
                        .replaceFirst("^(\\S+) http://[^/]+", "$1 ");
                upstream.getOutputStream().write(forwarded.getBytes(StandardCharsets.ISO_8859_1));
            }
            var back = threads.submit(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
            threads.execute(() -> pump(client, upstream));
            back.get();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them has gone.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < MAX_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
