package org.bootagent.booter.easyagent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script with a real shell against a real server; only what is installed is a stand-in. */
@Timeout(60)
class DeployServletTest {
    private static final String SN = "0e0f3a1c-6d5b-4a53-9a3e-0123456789ab";

    /** Behaves as the host agent's command line does, as far as the script uses it. */
    private static final String PROGRAM = """
            #!/bin/sh
            command=$1; shift
            while [ $# -gt 0 ]; do
                case $1 in --home) home=$2; shift ;; -S) servers=$2; shift ;; esac
                shift
            done
            case $command in
                run) echo "$servers" >>"$home/runs"; echo $$ >"$home/pid"; exec sleep 120 ;;
                status) kill -0 "$(cat "$home/pid")" || exit 3; echo '{"version":"1.2.4","agentsn":"%s"}' ;;
            esac
            """.formatted(SN);

    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private Path packages;
    private Path target;
    private Server server;
    private String url;

    @BeforeEach
    void open() throws Exception {
        packages = Files.createDirectories(directory.resolve("packages"));
        target = directory.resolve("opt/bootagent");
        server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        var servlet = new DeployServlet(packages, "", target.toString(), "");
        context.addServlet(new ServletHolder(servlet), "/api/v1/deploy/*");
        Filter note = (request, response, chain) -> {
            var http = (HttpServletRequest) request;
            requests.add(http.getRequestURI() + "?" + http.getQueryString());
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(note), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
        url = "http://127.0.0.1:" + connector.getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
        if (Files.exists(target.resolve("home/pid"))) {
            long pid =
                    Long.parseLong(Files.readString(target.resolve("home/pid")).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void installsStartsAndTellsAndDoesNothingTwice() throws Exception {
        push("bootagent-1.2.4-1");
        String callback = url + "/api/v1/deploy/told?who=$(touch%20x)&when=now";
        var script = get("shell?CallBack=" + encoded(callback));
        assertThat(script.statusCode()).isEqualTo(200);

        var first = shell(script.body());
        assertThat(first.status).as(first.output).isZero();
        assertThat(first.output).contains("it runs; home " + target);
        assertThat(Files.readString(target.resolve("home/runs"))).isEqualTo(url.substring(7) + "\n");
        assertThat(target.resolve("current")).isSymbolicLink();
        assertThat(target.resolve(".installing")).doesNotExist();
        assertThat(requests)
                .contains("/api/v1/deploy/sidecar/install/callback?client_id=" + SN
                        + "&install_type=bootagent&msg=installed&install_res=true")
                .anyMatch(request -> request.startsWith("/api/v1/deploy/told?who=$(touch%20x)"));

        var second = shell(script.body());
        assertThat(second.status).as(second.output).isZero();
        assertThat(second.output).contains("is unpacked already", "it runs already");
        assertThat(Files.readAllLines(target.resolve("home/runs"))).hasSize(1);
    }

    @Test
    void offersWhatWasPushedLast() throws Exception {
        push("bootagent-1.2.5-1");
        push("bootagent-1.2.4-2");
        for (String arch : List.of("x86_64", "aarch64")) {
            Path old = packages.resolve("bootagent-1.2.5-1." + arch + ".tar.xz");
            Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        }
        Files.writeString(packages.resolve("web-1.0-1.x86_64.tar.xz"), "another agent");

        assertThat(get("shell").body())
                .contains("'bootagent-1.2.4-2.x86_64.tar.xz'")
                .doesNotContain("1.2.5", "web-");
        assertThat(get("download").headers().firstValue("Content-Disposition").orElseThrow())
                .contains("bootagent-1.2.4-2");
        assertThat(get("download?file=bootagent-1.2.5-1.x86_64.tar.xz").statusCode())
                .isEqualTo(200);
        assertThat(get("download?file=web-1.0-1.x86_64.tar.xz").statusCode()).isEqualTo(404);
        assertThat(get("download?file=../packages/x").statusCode()).isEqualTo(404);
        assertThat(get("download?arch=sparc").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNotWhatWasOfferedIsNotUnpacked() throws Exception {
        push("bootagent-1.2.4-1");
        String script = get("shell").body();
        for (String arch : List.of("x86_64", "aarch64")) {
            Files.writeString(packages.resolve("bootagent-1.2.4-1." + arch + ".tar.xz"), "something else");
        }

        var run = shell(script);

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).contains("must have");
        assertThat(target.resolve("releases")).doesNotExist();
        assertThat(target.resolve(".installing")).doesNotExist();
        assertThat(requests).anyMatch(request -> request.endsWith("msg=failed&install_res=false"));
    }

    @Test
    void aScriptThatIsCutOffDoesNothing() throws Exception {
        push("bootagent-1.2.4-1");
        String script = get("shell").body();

        for (int end = 0; end < script.length() - "main\n".length(); end += 97) {
            shell(script.substring(0, end));
        }

        assertThat(target).doesNotExist();
    }

    @Test
    void saysWhatIsWrongToTheShellThatReadsIt() throws Exception {
        var nothing = get("shell");
        assertThat(nothing.statusCode()).isEqualTo(400);
        var run = shell(nothing.body());
        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).contains("no package of BootAgent to install; push one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; touch injected; '",
                "/opt/$(touch injected)",
                "/opt/`touch injected`",
                "/opt/x\ntouch injected\n",
                "/opt/../../etc",
                "/opt/.hidden",
                "relative",
                "/",
                "/opt/a b",
                "/opt/@CALLBACK@",
                "/opt/;touch injected",
                "--help"
            })
    void aTargetThatIsNoPlainPathIsRefused(String path) throws Exception {
        push("bootagent-1.2.4-1");

        var script = get("shell?CallBack=" + encoded("http://x/;touch$IFS;injected;") + "&TargetPath=" + encoded(path));

        assertThat(script.statusCode()).isEqualTo(400);
        assertThat(shell(script.body()).output).contains("TargetPath must be");
        assertThat(directory.resolve("injected")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://x/'; touch injected; '",
                "http://x/\ntouch injected",
                "file:///etc/passwd",
                "-o/etc/passwd",
                "http://x/ y",
                "http://x'y/"
            })
    void aCallbackThatIsNoPlainUrlIsRefused(String callback) throws Exception {
        push("bootagent-1.2.4-1");

        var script = get("shell?CallBack=" + encoded(callback));

        assertThat(script.statusCode()).isEqualTo(400);
        assertThat(shell(script.body()).output).contains("CallBack must be");
        assertThat(directory.resolve("injected")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h';touch injected;'",
                "http://h$(id)",
                "http://h/x",
                "h:80",
                "javascript://h",
                "http://h\n"
            })
    void anAddressOfBooterThatIsNoneIsRefused(String address) {
        assertThatThrownBy(() -> new InstallScript(address, "/opt/x", ""))
                .isInstanceOf(InstallScript.RefusedException.class)
                .hasMessageContaining("the address of this Booter");
    }

    @Test
    void theCallbackTakesNoNumberThatIsNone() throws Exception {
        assertThat(get("callback?client_id=" + SN + "&install_res=true").body())
                .isEqualTo("{\"msg\":\"ok\",\"code\":0,\"data\":{\"sidecar_id\":\"" + SN + "\"}}");
        assertThat(get("callback?client_id=" + encoded("x\ny")).body()).contains("\"code\":101");
        assertThat(get("nonsense").body()).contains("\"code\":101");
    }

    @Test
    void anotherMethodOrPathIsAnsweredWithTheEnvelope() throws Exception {
        for (String path : List.of("sidecar/install/shell", "sidecar/install/callback", "", "nothing")) {
            for (String method : List.of("POST", "DELETE", "PUT")) {
                var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/deploy/" + path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
                var response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).contains("\"code\":101", "takes GET only");
            }
        }
    }

    private record Run(int status, String output) {}

    private Run shell(String script) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        var process = new ProcessBuilder("sh")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A shell that has ended reads no more: its status tells why.
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    private void push(String name) throws Exception {
        Path bin = Files.createDirectories(directory.resolve("build/bootagent-1.2.4/bin"));
        Path program = Files.writeString(bin.resolve("bootagent"), PROGRAM);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        String file = packages.resolve(name + ".x86_64.tar.xz").toString();
        var tar = new ProcessBuilder(
                "tar", "-cJf", file, "-C", directory.resolve("build").toString(), "bootagent-1.2.4");
        assertThat(tar.inheritIO().start().waitFor()).isZero();
        // The tests run on either architecture.
        Files.copy(Path.of(file), packages.resolve(name + ".aarch64.tar.xz"));
    }

    private HttpResponse<String> get(String operation) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/deploy/sidecar/install/" + operation));
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
