package org.bootagent.booter.http;

import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the server listens, with a limit of connections. */
final class FrontConnector {
    private static final Logger LOG = LoggerFactory.getLogger(FrontConnector.class);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private FrontConnector() {}

    static ServerConnector of(Server server, String host, int port, Limits limits) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        var connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.addEventListener(new ConnectionLimit(limits));
        return connector;
    }

    /**
     * Closes those that the server was begun with, which know no limits.
     *
     * @return the port of one that was open; else the one that is wanted
     */
    static int removeOthers(Server server, int wanted) {
        int port = wanted;
        for (Connector other : server.getConnectors()) {
            port = other instanceof ServerConnector open && open.getLocalPort() > 0 ? open.getLocalPort() : port;
            try {
                other.stop();
            } catch (Exception e) {
                LOG.warn("A connector without limits could not be stopped", e);
            }
            server.removeConnector(other);
        }
        return port;
    }
}
