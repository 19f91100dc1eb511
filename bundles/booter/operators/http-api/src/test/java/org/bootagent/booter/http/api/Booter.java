package org.bootagent.booter.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.FrontFilter;
import org.bootagent.booter.http.api.metrics.MetricSources;
import org.bootagent.booter.http.api.metrics.ReportMeter;
import org.bootagent.booter.http.route.Dispatch;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Route;
import org.bootagent.booter.http.route.Router;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The management interface on a real server over a real store, and hosts that report by hand. */
final class Booter implements AutoCloseable {
    static final long MAX_PACKAGE = 1 << 20;
    /** Two of them from one address. */
    static final int MAX_WAITING = 8;

    final FleetServices fleet;
    final JobOutputStore outputs;
    final Api api;
    final EmbeddedStore store;
    final FakeRuntime components = new FakeRuntime();
    final Path packages;
    private final Server server;
    private final ServerConnector connector;
    private final Health health;
    private final FrontFilter front;
    private final HttpClient client = HttpClient.newHttpClient();

    Booter(Path home, String publicUrl) throws Exception {
        this(home, publicUrl, MAX_WAITING, new Server());
    }

    /** One with few threads, for more requests that wait. */
    static Booter withThreads(Path home, int threads, int maxWaiting) throws Exception {
        return new Booter(home, "", maxWaiting, new Server(new QueuedThreadPool(threads, threads)));
    }

    private Booter(Path home, String publicUrl, int maxWaiting, Server server) throws Exception {
        this.server = server;
        packages = home.resolve("packages");
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, new Welcome("svc=ecs,cmpt=DB", "", 0), Clock.systemUTC());
        outputs = new JobOutputStore(home, 1 << 30, fleet.jobs());
        var reports = new ReportMeter();
        var others = new MetricSources();
        others.addSource(() -> List.of(MetricFamily.of("part_size", MetricFamily.Type.GAUGE, "Of another part.", 7)));
        api = new Api(new Settings(packages, publicUrl, MAX_PACKAGE, maxWaiting), fleet, outputs, reports, others);
        health = new Health("1.2.3", "everybody may come", new Components(components, Stream::empty), fleet);
        var healthDispatch = new Dispatch(new Router<>(health.routes()));
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Servlet(api::serve)), "/*");
        context.addServlet(new ServletHolder(new Servlet(healthDispatch::serve)), "/health");
        front = new FrontFilter(publicUrl);
        context.addFilter(new FilterHolder(front), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(new FilterHolder(reports), "/agent/status", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        front.watch(server);
        server.start();
    }

    /** Of all servlets. */
    List<Route<Handler>> routes() {
        return Stream.concat(api.routes().stream(), health.routes().stream()).toList();
    }

    int port() {
        return connector.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** A host that has just registered. @return its serial number */
    String host(String name) {
        return fleet.registry()
                .register(new RegisterRequest(name, UUID.randomUUID().toString()))
                .agentsn();
    }

    void report(
            String sn,
            List<StatusReport.Agent> agents,
            List<StatusReport.Result> results,
            List<StatusReport.Event> events,
            List<StatusReport.Progress> progress) {
        fleet.reports()
                .report(new StatusReport(
                        "web1",
                        sn,
                        "bootagent-0.1.0-x86_64",
                        10,
                        System.currentTimeMillis() / 1000,
                        600,
                        agents,
                        results,
                        events,
                        List.of("install", "stop"),
                        progress));
    }

    void report(String sn) {
        report(sn, List.of(), List.of(), List.of(), List.of());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return client.send(
                request(path, headers).method(method, publisher).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body, "Content-Type", "application/json");
    }

    HttpResponse<String> put(String path, InputStream body) throws Exception {
        return client.send(
                request(path).PUT(BodyPublishers.ofInputStream(() -> body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Begins to wait for something, from this address of the loopback. */
    Socket waiting(String from, String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(300_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Stops the server before the interface, and not after it. */
    void stopServer() {
        LifeCycle.stop(server);
    }

    /** The first line of the answer to a request that a well-behaved client would not send. */
    String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.lines().findFirst().orElse("");
        }
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body());
    }

    @Override
    public void close() {
        api.close();
        LifeCycle.stop(server);
        front.close();
        store.close();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url(path)));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** What a request goes to. */
    @FunctionalInterface
    private interface Target {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;
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
