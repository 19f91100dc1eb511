package org.bootagent.booter.easyagent.api;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.bootagent.booter.http.FrontFilter;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The interface on an ephemeral port, on the server that Booter has. */
final class TestApi implements AutoCloseable {
    /** Fewer than there are calls that wait. */
    private static final int THREADS = 12;

    private final Server server = new Server(new QueuedThreadPool(THREADS));
    private final ServerConnector connector = new ServerConnector(server);
    private final FrontFilter front = new FrontFilter("");

    TestApi(V1 api) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        var servlet = new ServletHolder(new Servlet(api));
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/api/v1/*");
        var filter = new FilterHolder(front);
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        front.watch(server);
        server.setHandler(context);
        server.start();
    }

    /** @param path below {@code /api/v1/} */
    String url(String path) {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/api/v1/" + path;
    }

    int port() {
        return connector.getLocalPort();
    }

    /** Stops the server alone. */
    void stop() {
        LifeCycle.stop(server);
    }

    @Override
    public void close() {
        stop();
        front.close();
    }

    private static final class Servlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient V1 api;

        Servlet(V1 api) {
            this.api = api;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            api.serve(request, response);
        }
    }
}
