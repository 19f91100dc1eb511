package org.bootagent.process.supervisor.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** Opens a connection, which must be accepted. */
record TcpProbe(String address, Duration timeout) implements Probe {
    @Override
    public Optional<String> failure() {
        try (var socket = new Socket()) {
            socket.connect(socketAddress(address), (int) timeout.toMillis());
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.of(address + " did not answer within " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            return Optional.of(address + ": " + e.getMessage());
        }
    }

    private static InetSocketAddress socketAddress(String address) {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }
}
