package org.bootagent.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.http.client.ProxyRoutes;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsException;
import org.bootagent.wire.Json;

/**
 * Sends one JSON message to one server over a connection of its own. A minimal client, without redirects, cookies, compression or retries, which the protocol
 * does not have. For one thread.
 */
final class ServerClient implements AutoCloseable {
    private static final Duration LONGEST_BODY = Duration.ofMinutes(2);

    private final RenewedTls<SSLContext> tls;
    private final String scheme;
    private final int defaultPort;
    private final String userAgent;
    private final int maxReplyBytes;
    private final RequestConfig timeouts;
    private final Clock clock;
    private final CloseableHttpClient http;

    /** Creates a client without proxies; without TLS if {@code tls} is null. */
    ServerClient(RenewedTls<SSLContext> tls, String userAgent, int maxReplyBytes, Duration patience, Clock clock) {
        this(tls, userAgent, maxReplyBytes, patience, clock, Proxies.NONE);
    }

    /** @param proxies that stand between this host and its servers */
    ServerClient(
            RenewedTls<SSLContext> tls,
            String userAgent,
            int maxReplyBytes,
            Duration patience,
            Clock clock,
            Proxies proxies) {
        this.tls = tls;
        this.scheme = tls == null ? "http" : "https";
        this.defaultPort = tls == null ? 80 : 443;
        this.userAgent = userAgent;
        this.maxReplyBytes = maxReplyBytes;
        this.timeouts =
                RequestConfig.custom().setResponseTimeout(Timeout.of(patience)).build();
        this.clock = clock;
        // The one without proxies is the smaller one.
        this.http = proxies.isEmpty()
                ? HttpClients.createMinimal(connections(tls, patience))
                : through(proxies, connections(tls, patience));
    }

    /** Returns a client that does no more than the minimal one, apart from proxies. */
    private static CloseableHttpClient through(Proxies proxies, HttpClientConnectionManager connections) {
        return ProxyRoutes.through(proxies, HttpClients.custom())
                .setConnectionManager(connections)
                .disableRedirectHandling()
                .disableContentCompression()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    private static BasicHttpClientConnectionManager connections(RenewedTls<SSLContext> tls, Duration patience) {
        var strategies = RegistryBuilder.<TlsSocketStrategy>create();
        if (tls != null) {
            strategies.register(
                    "https",
                    (socket, target, port, attachment, context) -> new DefaultClientTlsStrategy(tls.current())
                            .upgrade(socket, target, port, attachment, context));
        }
        var connections = BasicHttpClientConnectionManager.create(strategies.build());
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(patience))
                .setSocketTimeout(Timeout.of(patience))
                .build());
        return connections;
    }

    /**
     * Sends a message.
     *
     * @throws TlsException if there is no TLS; then nothing is sent
     * @throws RefusedException if the server answers with anything but 2xx
     * @throws IOException if the server cannot be reached
     */
    Reply post(ServerAddress server, String path, Object message) throws IOException {
        return post(
                server,
                path,
                new ByteArrayEntity(Json.MAPPER.writeValueAsBytes(message), ContentType.APPLICATION_JSON));
    }

    /** Sends bytes as they are. */
    Reply post(ServerAddress server, String path, byte[] bytes) throws IOException {
        return post(server, path, new ByteArrayEntity(bytes, ContentType.APPLICATION_OCTET_STREAM));
    }

    private Reply post(ServerAddress server, String path, ByteArrayEntity entity) throws IOException {
        if (tls != null) {
            var unused = tls.current();
        }
        var request = new HttpPost(URI.create(base(server) + path));
        request.setConfig(timeouts);
        request.setHeader(HttpHeaders.USER_AGENT, userAgent);
        request.setHeader(HttpHeaders.CONNECTION, "close");
        // Others are given URLs.
        request.setHeader("BootAgent-Packages", "reference");
        request.setEntity(entity);
        try (var response = http.executeOpen(RoutingSupport.determineHost(request), request, null)) {
            try {
                return read(server, response);
            } finally {
                // Else close() would first read the rest, however much that is.
                request.cancel();
            }
        } catch (HttpException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private String base(ServerAddress server) {
        int port = server.port() == 0 ? defaultPort : server.port();
        return scheme + "://" + server.host() + ":" + port;
    }

    private Reply read(ServerAddress server, ClassicHttpResponse response) throws RefusedException {
        int status = response.getCode();
        if (status / 100 != 2) {
            var header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
            throw new RefusedException(status, RetryAfter.parse(header == null ? null : header.getValue(), clock));
        }
        try {
            return new Reply(server, base(server), body(response), "");
        } catch (IOException e) {
            return new Reply(server, base(server), "", e.getMessage());
        }
    }

    private String body(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return "";
        }
        long begun = System.nanoTime();
        var body = new ByteArrayOutputStream();
        var in = response.getEntity().getContent();
        var chunk = new byte[8192];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            body.write(chunk, 0, n);
            if (body.size() > maxReplyBytes) {
                throw new IOException("it is longer than " + maxReplyBytes / 1024 + " KiB");
            }
            if (System.nanoTime() - begun > LONGEST_BODY.toNanos()) {
                throw new IOException("it took longer than " + LONGEST_BODY.toSeconds() + " s");
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
