package org.bootagent.booter.http;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.booter.fleet.ThrottledLog;
import org.bootagent.booter.http.guard.ClientAddress;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections above the limit, in all and from one address, as soon as they are open. */
final class ConnectionLimit implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);

    private final Quota places;
    private final ThrottledLog throttled = new ThrottledLog(LOG);
    /** Address that each connection is counted for; refused connections are absent. */
    private final Map<Connection, String> counted = new ConcurrentHashMap<>();

    ConnectionLimit(Limits limits) {
        this.places = limits.connectionPlaces();
    }

    /** Watches all connectors of the server from now on. */
    void watch(Server server) {
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(this);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        String peer = peer(connection);
        if (places.acquire(peer, 1)) {
            counted.put(connection, peer);
        } else {
            throttled.warn(
                    peer,
                    "Closing connections of " + peer + ": it has as many as it may, or all do;"
                            + " booter.http/maxConnectionsPerAddress and booter.http/maxConnections say how many");
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        String peer = counted.remove(connection);
        if (peer != null) {
            places.release(peer, 1);
        }
    }

    private static String peer(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? ClientAddress.quotaKey(remote.getAddress().getHostAddress())
                : "";
    }
}
