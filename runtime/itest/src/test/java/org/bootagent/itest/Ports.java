package org.bootagent.itest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback interface. */
public final class Ports {
    /** Lowest port, below those that the kernel gives to clients: these might be taken again before they are listened on. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private Ports() {}

    /** Returns a port that nobody listens on, and that no other caller gets. */
    public static int free() {
        for (int tries = FIRST; tries < LAST; tries++) {
            int port = NEXT.getAndUpdate(last -> last == LAST ? FIRST : last + 1);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody listens there.
            }
        }
        throw new IllegalStateException("every port from " + FIRST + " to " + LAST + " is taken");
    }
}
