package org.bootagent.booterctl.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.bootagent.api.host.Redaction;
import org.bootagent.wire.Json;

/** Client of Booter's management interface. */
public final class Server implements AutoCloseable {
    private static final int CONNECT_SECONDS = 10;
    /** Seconds to wait for a reply; more than the server lets a request wait. */
    private static final int REPLY_SECONDS = 90;

    private final String base;
    private final String shown;
    private final CloseableHttpClient client;
    private final Consumer<String> warnings;

    private Server(String base, Consumer<String> warnings) {
        this.base = base;
        this.shown = Redaction.urls(base);
        this.warnings = warnings;
        var connections = new BasicHttpClientConnectionManager();
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .setSocketTimeout(REPLY_SECONDS, TimeUnit.SECONDS)
                .build());
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .addResponseInterceptorLast((response, entity, context) -> warn(response))
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Returns a server.
     *
     * @param url with or without {@code http://}
     * @param warnings takes warnings that the server adds to its answers
     */
    public static Server at(String url, Consumer<String> warnings) throws CommandException {
        String base = (url.contains("://") ? url : "http://" + url).replaceFirst("/+$", "");
        try {
            var uri = URI.create(base);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return new Server(base, warnings);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw CommandException.usage(
                "--server '" + Redaction.refused(url) + "' must be an address such as http://booter.example.com:8080");
    }

    private void warn(HttpResponse response) {
        var warning = response.getFirstHeader("Booter-Warning");
        if (warning != null) {
            warnings.accept(warning.getValue());
        }
    }

    public JsonNode get(String path) throws CommandException {
        return send(new HttpUriRequestBase("GET", uri(path)), null);
    }

    public JsonNode post(String path, JsonNode body) throws CommandException {
        var entity = new StringEntity(body.toString(), ContentType.APPLICATION_JSON);
        return send(new HttpUriRequestBase("POST", uri(path)), entity);
    }

    public JsonNode put(String path, Path file) throws CommandException {
        var entity = new FileEntity(file.toFile(), ContentType.APPLICATION_OCTET_STREAM);
        return send(new HttpUriRequestBase("PUT", uri(path)), entity);
    }

    public JsonNode delete(String path) throws CommandException {
        return send(new HttpUriRequestBase("DELETE", uri(path)), null);
    }

    /**
     * A part of an output.
     *
     * @param next offset of the next part
     * @param complete whether this was the last part
     */
    public record Part(ByteBuffer bytes, long next, boolean complete) {}

    public Part part(String path) throws CommandException {
        try {
            var part = client.execute(new HttpUriRequestBase("GET", uri(path)), Server::readPart);
            if (part.failed() != null) {
                throw refused(part.failed());
            }
            return part.part();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private record PartOrNot(Part part, Answer failed) {}

    private static PartOrNot readPart(ClassicHttpResponse response) throws IOException {
        var next = response.getFirstHeader("Output-Next");
        if (response.getCode() != 200 || next == null) {
            return new PartOrNot(null, read(response));
        }
        byte[] bytes = EntityUtils.toByteArray(response.getEntity());
        boolean complete =
                "true".equals(response.getFirstHeader("Output-Complete").getValue());
        return new PartOrNot(new Part(ByteBuffer.wrap(bytes), Long.parseLong(next.getValue()), complete), null);
    }

    /** Returns the same server, over connections of its own. */
    public Server another() throws CommandException {
        return at(base, warnings);
    }

    /** Returns the entity tag of this path, if it exists. */
    public Optional<String> etag(String path) throws CommandException {
        try {
            return client.execute(new HttpUriRequestBase("HEAD", uri(path)), response -> {
                var tag = response.getFirstHeader("ETag");
                return response.getCode() == 200 && tag != null ? Optional.of(tag.getValue()) : Optional.empty();
            });
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    public static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    private record Answer(int status, String body) {}

    private JsonNode send(HttpUriRequestBase request, HttpEntity entity) throws CommandException {
        request.setEntity(entity);
        try {
            var answer = client.execute(request, Server::read);
            if (answer.status() >= 300) {
                throw refused(answer);
            }
            return answer.body().isEmpty() ? MissingNode.getInstance() : Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CommandException(
                    Exit.SERVER, shown + " answers, but not as a Booter; check --server or BOOTER_URL");
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static Answer read(ClassicHttpResponse response) throws IOException {
        try {
            var entity = response.getEntity();
            String body = entity == null ? "" : EntityUtils.toString(entity, StandardCharsets.UTF_8);
            return new Answer(response.getCode(), body);
        } catch (ParseException e) {
            throw new IOException("its Content-Type cannot be read", e);
        }
    }

    private CommandException refused(Answer answer) {
        String detail = detail(answer.body());
        if (detail.isEmpty()) {
            return new CommandException(
                    Exit.SERVER,
                    shown + " answered with status " + answer.status()
                            + "; is that a Booter? Check --server or BOOTER_URL");
        }
        return new CommandException(answer.status() < 500 ? Exit.USAGE : Exit.SERVER, detail);
    }

    private static String detail(String body) {
        try {
            return Json.MAPPER.readTree(body).path("detail").asText().strip().replaceAll("\\s*\\R\\s*", " ");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private CommandException unreachable(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CommandException(
                Exit.SERVER,
                "cannot reach Booter at " + shown + " (" + why + "); is it running? Check --server or BOOTER_URL");
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }
}
