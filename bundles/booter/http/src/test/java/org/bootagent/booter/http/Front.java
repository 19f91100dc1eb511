package org.bootagent.booter.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.bootagent.booter.http.guard.Guard;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A server with few threads, the filter in front of one servlet, and hand-written clients. */
final class Front implements AutoCloseable {
    /** Fewer threads than slow clients in any test. */
    static final int THREADS = 8;

    private final Server server = new Server(new QueuedThreadPool(THREADS, THREADS));
    private final ServerConnector connector;
    private final FrontFilter filter;
    private final List<Socket> sockets = new ArrayList<>();

    /** Answers a request. */
    @FunctionalInterface
    interface Target {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    Front(Guard guard, Limits limits, Target target) throws Exception {
        filter = new FrontFilter(guard, limits, "watch out");
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Servlet(target)), "/*");
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        new ConnectionLimit(limits).watch(server);
        filter.watch(server);
        server.start();
    }

    static Limits limits() {
        return new Limits(1000, 300, Limits.SLOWEST, 100_000_000, 1000, 4, 2000, 2000);
    }

    /** Stops the server before the filter. */
    void stopServer() {
        LifeCycle.stop(server);
    }

    /** Deactivates the filter while the server still runs. */
    void closeFilter() {
        filter.close();
    }

    /** Opens a connection, sends a request, and leaves it open. */
    Socket send(String request) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        sockets.add(socket);
        socket.setSoTimeout(120_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Returns the whole answer to a request, after which the server closes. */
    String ask(String request) throws IOException {
        return rest(send(request));
    }

    static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    static String get(String path, String... headers) {
        var lines = new StringBuilder("GET " + path + " HTTP/1.1\r\nConnection: close\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return lines.append("\r\n").toString();
    }

    static String post(String body) {
        return "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        LifeCycle.stop(server);
        filter.close();
    }

    private static final class Servlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Target target;

        Servlet(Target target) {
            this.target = target;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            target.serve(request, response);
        }
    }
}
