package org.bootagent.booter.publish.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.bootagent.api.host.Redaction;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsException;
import org.bootagent.tls.TlsFile;
import org.bootagent.tls.TlsFiles;

/** Posts to one sink over a connection that is kept open. Neither redirects nor retries, which are the pipeline's. */
public final class HttpSink implements AutoCloseable {
    private static final int MAX_BODY = 16 << 20;

    private final String base;
    private final boolean gzip;
    private final Secrets secrets;
    private final Clock clock;
    private final CloseableHttpClient http;

    /** @throws IllegalArgumentException if the configuration is wrong */
    public HttpSink(HttpConfig config) {
        var settings = PublishSettings.of(config.service_pid());
        this.base = base(settings, config.url());
        this.gzip = config.gzip();
        var files = Map.of(
                "passwordFile", config.passwordFile(),
                "headersFile", config.headersFile(),
                "caFile", config.caFile(),
                "keyStore", config.keyStore(),
                "keyStorePasswordFile", config.keyStorePasswordFile());
        files.forEach(settings::readable);
        this.secrets = new Secrets(settings, config.user(), config.passwordFile(), config.headersFile());
        this.clock = Clock.systemUTC();
        this.http = client(
                tls(config, settings),
                Timeout.ofSeconds(settings.within("timeoutSeconds", config.timeoutSeconds(), 1, 3600)));
        try {
            var unused = secrets.headers();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Returns the strategy; each connection uses the certificates present at its beginning. */
    private static TlsSocketStrategy tls(HttpConfig config, PublishSettings settings) {
        var files = TlsFiles.of(
                TlsFile.of(settings.name("caFile"), config.caFile()),
                TlsFile.of(settings.name("keyStore"), config.keyStore(), config.keyStorePasswordFile()));
        var strategies = new RenewedTls<TlsSocketStrategy>(
                "publisher to " + Redaction.urls(config.url()),
                files,
                material -> new DefaultClientTlsStrategy(material.context()));
        try {
            var unused = strategies.current();
        } catch (TlsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return (socket, target, port, attachment, context) ->
                strategies.current().upgrade(socket, target, port, attachment, context);
    }

    private static CloseableHttpClient client(TlsSocketStrategy tls, Timeout patience) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(tls)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(patience)
                        .setSocketTimeout(patience)
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(patience).build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static String base(PublishSettings settings, String url) {
        if (!isHttp(url)) {
            throw settings.wrong("url", url, "must be http://HOST[:PORT][/PATH] or https://…");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static boolean isHttp(String url) {
        try {
            var uri = new URI(url);
            return uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Posts a body.
     *
     * @param path after the configured URL: empty, or with a slash first
     * @throws PublishException retryable, if the sink cannot be reached or breaks off, or a secret cannot be read
     */
    public Answer post(String path, String mediaType, byte[] body, Map<String, String> headers)
            throws PublishException, InterruptedException {
        return send(new HttpPost(base + path), entity(body, ContentType.parse(mediaType), gzip), headers);
    }

    /** Posts as {@link #post} does, without media type and compression: for a receiver that looks only at the body. */
    public Answer postPlainly(String path, byte[] body, Map<String, String> headers)
            throws PublishException, InterruptedException {
        return send(new HttpPost(base + path), entity(body, null, false), headers);
    }

    /** Puts a body, as {@link #post} does. */
    public Answer put(String path, String mediaType, byte[] body) throws PublishException, InterruptedException {
        return send(new HttpPut(base + path), entity(body, ContentType.parse(mediaType), gzip), Map.of());
    }

    private static HttpEntity entity(byte[] body, ContentType type, boolean gzip) throws PublishException {
        try {
            return new ByteArrayEntity(gzip ? compressed(body) : body, type, gzip ? "gzip" : null);
        } catch (IOException e) {
            throw PublishException.refused("the body cannot be compressed: " + e, e);
        }
    }

    private Answer send(HttpUriRequestBase request, HttpEntity entity, Map<String, String> headers)
            throws PublishException, InterruptedException {
        secrets().forEach(request::setHeader);
        headers.forEach(request::setHeader);
        request.setHeader(HttpHeaders.USER_AGENT, "booter");
        request.setEntity(entity);
        try {
            return http.execute(request, this::read);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            throw PublishException.retryable(Redaction.urls(base) + " cannot be reached: " + e, e);
        }
    }

    private Map<String, String> secrets() throws PublishException {
        try {
            return secrets.headers();
        } catch (IOException e) {
            throw PublishException.retryable(e.getMessage(), e);
        }
    }

    private Answer read(ClassicHttpResponse response) throws IOException {
        var body = response.getEntity() == null
                ? new byte[0]
                : response.getEntity().getContent().readNBytes(MAX_BODY);
        var header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return new Answer(
                response.getCode(),
                new String(body, StandardCharsets.UTF_8),
                retryAfter(header == null ? "" : header.getValue().strip()));
    }

    private Duration retryAfter(String value) {
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        var date = value.isEmpty() ? null : DateUtils.parseStandardDate(value);
        var wait = date == null ? Duration.ZERO : Duration.between(clock.instant(), date);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static byte[] compressed(byte[] body) throws IOException {
        var out = new ByteArrayOutputStream(body.length / 4 + 64);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
