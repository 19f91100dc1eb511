package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booter.http.Quota;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to the stream that say nothing. */
class AcceptorTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int MOST = 3;

    @TempDir
    Path home;

    private TestBooter booter;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        booter = new TestBooter(home, new Quota(100, MOST));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        booter.close();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), booter.port());
        sockets.add(socket);
        socket.setSoTimeout(300_000);
        return socket;
    }

    /** The server speaks first. */
    private boolean isTaken() throws IOException {
        try {
            return connect().getInputStream().read() >= 0;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void anAddressHasOnlySoManyConnections() throws Exception {
        for (int i = 0; i < MOST; i++) {
            assertThat(isTaken()).isTrue();
        }
        assertThat(isTaken()).isFalse();
        sockets.get(0).close();
        await().until(this::isTaken);
    }

    @Test
    void aHostIsTakenWhenThereIsAPlaceAgain() throws Exception {
        for (int i = 0; i < MOST; i++) {
            connect().getInputStream().read();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        await().ignoreExceptions().untilAsserted(() -> {
            try (var sidecar = ReplayingSidecar.to(booter.port(), SN)) {
                sidecar.register();
            }
        });
        assertThat(booter.fleet.hosts().find(SN)).isPresent();
    }
}
