package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.http.client.ProxyRoutes;
import org.bootagent.packages.files.JobFault;

/** Fetches {@code http} and {@code https}. Resumes a broken download if the server can; only the checksum decides whether the result is right. */
final class HttpScheme implements Scheme, AutoCloseable {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

    /** Attribute in a request's context. */
    private static final String HEADERS = "bootagent.headers";

    private final CloseableHttpClient client;
    private final ScheduledExecutorService scheduler;
    private final ServerHeaders headers;

    HttpScheme(FetchSettings settings, Access access, ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
        this.headers = access.headers();
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .useSystemProperties()
                .setTlsSocketStrategy(new LazyTls(access.authorities()))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setSocketTimeout(Timeout.of(settings.responseTimeout()))
                        .build())
                .build();
        // A package that is itself a .gz must come as it is, or neither its checksum nor a range would fit.
        client = ProxyRoutes.through(access.proxies(), HttpClients.custom().useSystemProperties())
                .addRequestInterceptorLast((request, entity, context) -> addHeaders(request, context))
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(settings.responseTimeout()))
                        .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
                        .setMaxRedirects(10)
                        .build())
                .disableContentCompression()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    @Override
    public void fetch(URI url, PartFile part) throws IOException {
        if (url.getHost() == null) {
            throw new JobFault(ErrorCode.BAD_FIELD, "url " + Fetcher.shown(url) + " names no host");
        }
        long have = part.size();
        URI plain = withoutLogin(url);
        var request = request(plain, part, have);
        var context = HttpClientContext.create();
        context.setAttribute(HEADERS, headers.read());
        logIn(url, context);
        var watch = new CancelWatch(scheduler, part.context(), request::cancel);
        try {
            client.execute(request, context, response -> receive(request, url, response, part, have));
        } finally {
            watch.stop();
        }
    }

    /** Adds headers to each request. A redirection to another server must not take them along. */
    @SuppressWarnings("unchecked")
    private static void addHeaders(HttpRequest request, HttpContext context) throws ProtocolException {
        var all = (List<ServerHeaders.Header>) context.getAttribute(HEADERS);
        if (all == null || Method.CONNECT.isSame(request.getMethod())) {
            return;
        }
        try {
            URI url = request.getUri();
            for (var header : all) {
                request.removeHeaders(header.name());
            }
            all.stream()
                    .filter(header -> ServerHeaders.isFor(header, url))
                    .forEach(header -> request.addHeader(header.name(), header.value()));
        } catch (URISyntaxException e) {
            throw new ProtocolException("the server redirects to what is no URL", e);
        }
    }

    /** Sends Basic authentication unasked, because some servers answer 404 to unknown clients. Applies to this server only, wherever it redirects to. */
    private static void logIn(URI url, HttpClientContext context) {
        String login = url.getUserInfo();
        if (login == null) {
            return;
        }
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        char[] password = colon < 0 ? new char[0] : login.substring(colon + 1).toCharArray();
        var basic = new BasicScheme();
        basic.initPreemptive(new UsernamePasswordCredentials(user, password));
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        context.resetAuthExchange(new HttpHost(scheme, url.getHost(), port), basic);
    }

    private static URI withoutLogin(URI url) {
        return url.getRawUserInfo() == null
                ? url
                : URI.create(url.toString().replaceFirst("^([^/?#]*//)[^/?#]*@", "$1"));
    }

    private static HttpGet request(URI url, PartFile part, long have) {
        var request = new HttpGet(url);
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        if (have > 0) {
            request.setHeader(HttpHeaders.RANGE, "bytes=" + have + "-");
            if (part.validator() != null) {
                request.setHeader(HttpHeaders.IF_RANGE, part.validator());
            }
        }
        return request;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private static Void receive(HttpGet request, URI url, ClassicHttpResponse response, PartFile part, long have)
            throws IOException {
        try {
            receive(url, response, part, have);
            return null;
        } catch (IOException e) {
            // Otherwise the client would read all that is left before it lets go.
            request.cancel();
            throw e;
        }
    }

    private static void receive(URI url, ClassicHttpResponse response, PartFile part, long have) throws IOException {
        int status = response.getCode();
        if (status == HttpStatus.SC_PARTIAL_CONTENT && startsAt(response, have)) {
            part.append(response.getEntity().getContent(), response.getEntity().getContentLength());
        } else if (status == HttpStatus.SC_OK && response.getEntity() != null) {
            whole(response, part);
        } else if (status == HttpStatus.SC_PARTIAL_CONTENT || status == HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE) {
            rangeRefused(response, part, have);
        } else {
            refused(url, status);
        }
    }

    private static void whole(ClassicHttpResponse response, PartFile part) throws IOException {
        var entity = response.getEntity();
        part.delete();
        part.validator(strongTag(response.getFirstHeader(HttpHeaders.ETAG)));
        part.append(entity.getContent(), entity.getContentLength());
    }

    /** Handles a refused range. The whole file may be here already, so that no range is left. */
    private static void rangeRefused(ClassicHttpResponse response, PartFile part, long have) throws IOException {
        boolean complete = contentRange(response)
                .map(range -> String.valueOf(have).equals(range.group(2)))
                .orElse(false);
        if (!complete || have == 0) {
            part.delete();
            throw new IOException("the server did not send the rest of the file (HTTP " + response.getCode() + ")");
        }
    }

    private static void refused(URI url, int status) throws IOException {
        String message = "HTTP " + status + " from " + Fetcher.shown(url);
        boolean passing = status >= 500
                || status == HttpStatus.SC_REQUEST_TIMEOUT
                || status == HttpStatus.SC_TOO_EARLY
                || status == HttpStatus.SC_TOO_MANY_REQUESTS;
        if (passing) {
            throw new IOException(message);
        }
        throw new JobFault(ErrorCode.DOWNLOAD_FAILED, message + "; correct url, or put the file there");
    }

    private static boolean startsAt(ClassicHttpResponse response, long offset) {
        return offset > 0
                && contentRange(response)
                        .map(range -> String.valueOf(offset).equals(range.group(1)))
                        .orElse(false);
    }

    private static Optional<Matcher> contentRange(ClassicHttpResponse response) {
        return Optional.ofNullable(response.getFirstHeader(HttpHeaders.CONTENT_RANGE))
                .map(header -> CONTENT_RANGE.matcher(header.getValue()))
                .filter(Matcher::matches);
    }

    private static String strongTag(Header tag) {
        return tag == null || tag.getValue().startsWith("W/") ? null : tag.getValue();
    }
}
