package org.bootagent.transport.grpc;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Base of tests in which a host is connected to an original server, played by the replaying server. */
abstract class EasyAgentFixture {
    @TempDir
    Path home;

    TestHost host;
    ReplayingServer server;
    GrpcTransport transport;

    @BeforeEach
    void connect() throws Exception {
        host = new TestHost(home);
        server = new ReplayingServer();
        transport = host.connected(
                Map.of("serversFirstStart", server.address()), Map.of("stepSeconds", 1, "monitorIntervalSeconds", 0));
        await().atMost(Duration.ofMinutes(2)).until(server::hasListener);
    }

    @AfterEach
    void stop() {
        transport.stop();
        server.close();
    }
}
