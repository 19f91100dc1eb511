package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Checksum;
import org.bootagent.packages.fetch.Access;
import org.bootagent.packages.fetch.ServerHeaders;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.HttpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials, proxies and forbidden addresses of package servers. */
class AccessTest {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private int homes;
    private byte[] content;
    private Checksum checksum;
    private HttpServer server;
    private HttpServer other;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        content = new Tars().program("bin/agent").bytes();
        checksum = Home.checksum(content);
        server = server();
        other = server();
    }

    @AfterEach
    void close() {
        server.stop(0);
        other.stop(0);
    }

    private HttpServer server() throws IOException {
        var made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        made.createContext("/open", exchange -> answer(exchange, true));
        made.createContext(
                "/closed",
                exchange -> answer(
                        exchange, BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))));
        made.createContext("/moved", exchange -> {
            note(exchange);
            exchange.getResponseHeaders().set("Location", url(other, "/open"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        made.start();
        return made;
    }

    private void note(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        seen.add(exchange.getRequestURI().getPath() + " " + headers.getFirst("Authorization") + " "
                + headers.getFirst("X-Token"));
    }

    private void answer(HttpExchange exchange, boolean allowed) throws IOException {
        note(exchange);
        // As some do to whom they do not know: not even that there is such a file.
        exchange.sendResponseHeaders(allowed ? 200 : 404, allowed ? content.length : -1);
        if (allowed) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    private static String url(HttpServer server, String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private String withLogin(String path) {
        return url(server, path).replace("http://", "http://me:p%40ss@");
    }

    private void stage(Access access, String url) throws IOException, JobException {
        try (var home = new Home(directory.resolve("home" + ++homes), access)) {
            home.stage(checksum, FakeContext.first(), url);
        }
    }

    private Access access(Proxies proxies, String headers, List<Path> directories) throws IOException {
        Path file = headers == null ? null : Files.writeString(directory.resolve("headers"), headers);
        return new Access(proxies, new ServerHeaders(file), null, directories);
    }

    private Access plain() throws IOException {
        return access(Proxies.NONE, null, List.of());
    }

    @Test
    void logsInAsTheUrlSays() throws Exception {
        stage(plain(), withLogin("/closed/agent.tar"));

        assertThat(seen).containsExactly("/closed/agent.tar " + BASIC + " null");
    }

    @Test
    void givesItsPasswordToNoOtherServerAndInNoAnswer() throws Exception {
        stage(plain(), withLogin("/moved"));
        assertThat(seen).containsExactly("/moved " + BASIC + " null", "/open null null");

        var failure = catchThrowableOfType(JobException.class, () -> stage(plain(), withLogin("/none?sig=secret")));
        assertThat(failure).hasMessageContaining("HTTP 404").hasMessageContaining("/none");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.getMessage()).doesNotContain("p%40ss").doesNotContain("secret");
        }
    }

    @Test
    void sendsAServersHeadersToThatServerOnly() throws Exception {
        String headers = "# tokens\n" + url(server, "") + " X-Token: abc\n" + url(server, "/closed")
                + " Authorization: " + BASIC + "\nhttp://127.0.0.1:1/ X-Token: other\n";
        stage(access(Proxies.NONE, headers, List.of()), url(server, "/closed/agent.tar"));
        assertThat(seen).containsExactly("/closed/agent.tar " + BASIC + " abc");

        seen.clear();
        stage(access(Proxies.NONE, headers, List.of()), url(server, "/moved"));
        assertThat(seen).containsExactly("/moved null abc", "/open null null");
    }

    @Test
    void goesThroughTheProxyThatIsSaidAndLogsInThere() throws Exception {
        try (var proxy = new HttpProxy(server.getAddress().getPort(), "joe:secret")) {
            var proxies = Proxies.of("http://joe:secret@127.0.0.1:" + proxy.port(), "", "direct.example", Map.of());

            stage(access(proxies, null, List.of()), "http://packages.example/open/agent.tar");

            assertThat(proxy.requests()).containsExactly("GET http://packages.example/open/agent.tar HTTP/1.1");
            assertThat(seen).hasSize(1);
        }
    }

    @Test
    void reachesThisHostItselfDirectly() throws Exception {
        var nowhere = Proxies.of("http://127.0.0.1:1", "", "", Map.of());

        stage(access(nowhere, null, List.of()), url(server, "/open"));

        assertThat(seen).hasSize(1);
    }

    @Test
    void fetchesOnlyFilesThatEveryoneMayReadAndTellsNothingOfOthers() throws Exception {
        Path secret = Files.write(directory.resolve("secret"), content);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        String there = refusal(secret.toUri().toString(), plain());
        String absent = refusal(directory.resolve("absent").toUri().toString(), plain());

        assertThat(there).contains("packages/fileDirectories").isEqualTo(absent.replace("absent", "secret"));
        stage(access(Proxies.NONE, null, List.of(directory)), secret.toUri().toString());
    }

    @Test
    void leavesNoDirectoryThatIsSaidByALinkAndTellsNoDigest() throws Exception {
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path outside = Files.write(directory.resolve("outside"), content);
        Files.createSymbolicLink(allowed.resolve("link"), outside);
        Files.writeString(allowed.resolve("wrong"), "something else");
        var access = access(Proxies.NONE, null, List.of(allowed));

        assertThat(refusal(allowed.resolve("link").toUri().toString(), access)).contains("packages/fileDirectories");
        var wrong = catchThrowableOfType(
                JobException.class,
                () -> stage(access, allowed.resolve("wrong").toUri().toString()));
        assertThat(wrong.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(wrong.getMessage())
                .doesNotContain(Home.checksum("something else".getBytes(StandardCharsets.UTF_8))
                        .hex());
    }

    private String refusal(String url, Access access) {
        var failure = catchThrowableOfType(JobException.class, () -> stage(access, url));
        assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
        return failure.getMessage();
    }

    @Test
    void showsUrlsWithoutWhatIsSecretInThem() {
        for (String url :
                List.of("gopher://u:secret@h/x", "http://u:secret@under_score/x?t=secret", "ftp://u:secret@/")) {
            var failure = catchThrowableOfType(JobException.class, () -> stage(plain(), url));
            assertThat(failure).hasMessageNotContaining("secret");
            assertThat(URI.create(url)).isNotNull();
        }
    }
}
