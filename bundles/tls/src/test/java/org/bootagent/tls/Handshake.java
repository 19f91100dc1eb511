package org.bootagent.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** One connection on loopback, with a byte in both directions. */
final class Handshake {
    private Handshake() {}

    /** Returns the client's session; throws what either end says against it. */
    static SSLSession of(SSLContext server, SSLContext client, boolean clientCertificate) throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        try (var listening = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            listening.setNeedClientAuth(clientCertificate);
            var served = CompletableFuture.runAsync(() -> serve(listening));
            try (var socket = (SSLSocket) client.getSocketFactory().createSocket(loopback, listening.getLocalPort())) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(1);
                if (socket.getInputStream().read() != 1) {
                    throw new IOException("the server has closed the connection");
                }
                return socket.getSession();
            } finally {
                served.exceptionally(e -> null).join();
            }
        }
    }

    private static void serve(SSLServerSocket listening) {
        try (var socket = listening.accept()) {
            socket.getOutputStream().write(socket.getInputStream().read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
