package org.bootagent.booter.easyagent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Quota;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.publish.Publications;
import org.bootagent.booter.store.jdbc.EmbeddedStore;

/** The stream's server on an ephemeral port, over a real store. */
final class TestBooter implements AutoCloseable {
    final List<CallbackRequest> callbacks = new CopyOnWriteArrayList<>();
    final EmbeddedStore store;
    final FleetServices fleet;
    final JobOutputStore outputs;
    final StreamServer server;

    TestBooter(Path home) throws IOException {
        this(home, Admit.LOOPBACK, Tls.NONE, Duration.ofSeconds(30));
    }

    TestBooter(Path home, Admit admit, Tls tls, Duration grace) throws IOException {
        this(home, admit, tls, grace, null);
    }

    /** @param publications null: nobody is told */
    TestBooter(Path home, Admit admit, Tls tls, Duration grace, Publications publications) throws IOException {
        this(home, new Quota(1000, 1000), admit, tls, grace, publications);
    }

    /** One that takes no more connections than these. */
    TestBooter(Path home, Quota connections) throws IOException {
        this(home, connections, Admit.LOOPBACK, Tls.NONE, Duration.ofSeconds(30), null);
    }

    private TestBooter(Path home, Quota connections, Admit admit, Tls tls, Duration grace, Publications publications)
            throws IOException {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, new Welcome("svc=ecs", "", 0), Clock.systemUTC());
        outputs = new JobOutputStore(home, 1 << 30, fleet.jobs());
        server = new StreamServer(
                fleet,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                connections,
                tls,
                admit,
                grace,
                outputs,
                publications);
        fleet.easy().onCallbacks(callbacks::add);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
