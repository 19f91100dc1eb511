package org.bootagent.booter.easyagent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.http.FrontFilter;
import org.bootagent.wire.Json;
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
@Timeout(300)
class DeployServletTest {
    private static final String SN = "0e0f3a1c-6d5b-4a53-9a3e-0123456789ab";

    private static final String MARKS = "glob:**/.installing*";

    /** Behaves as the host agent's command line does, as far as the script uses it; its first run has an agent, which outlives it. */
    private static final String PROGRAM = """
            #!/bin/sh
            # VERSION
            if [ "$1" = install ]; then
                set -eu
                self=$(readlink -f "$0")
                root=${self%%/bin/*}
                . "$root/lib/install.sh"
                exit
            fi
            command=$1; shift
            while [ $# -gt 0 ]; do
                case $1 in --json) json=yes ;; --home) home=$2; shift ;; -S) servers=$2; shift ;; esac
                shift
            done
            started() { [ "$(cut -d ' ' -f 3 "/proc/$1/stat")" != Z ] && cut -d ' ' -f 22 "/proc/$1/stat"; } 2>/dev/null
            case $command in
                run)
                    upgraded=$home/agents/BootAgent/current/bin/bootagent
                    if [ -x "$upgraded" ] && [ "$0" != "$upgraded" ]; then exec "$upgraded" run --home "$home" -S "$servers"; fi
                    echo "VERSION $servers" >>"$home/runs"
                    if [ ! -e "$home/agent" ]; then sleep 120 & echo $! >"$home/agent"; fi
                    mkdir -p "$home/run"
                    echo VERSION >"$home/run/version"
                    echo "$$ $(started $$)" >"$home/run/guard"
                    exec sleep 120 ;;
                status)
                    read -r pid since <"$home/run/guard" && [ "$(started "$pid")" = "$since" ] || exit 3
                    if [ "$json" ]; then echo '{"agentsn":"%s"}'
                    else echo "BootAgent      $(cat "$home/run/version") on host, up 1 s"; fi ;;
                --version) echo VERSION ;;
            esac
            """.formatted(SN);

    /** Runs the one service there is. */
    private static final String SYSTEMCTL = """
            #!/bin/sh
            echo "$*" >>'DIR/systemctl.calls'
            unit='DIR/units/bootagent.service'
            case $1 in
                start)
                    command=$(sed -n 's/^ExecStart=//p' "$unit" | sed 's/ .BOOTAGENT_OPTIONS//')
                    case $(${command%% *} --version) in *broken*) exit 1 ;; esac
                    $command </dev/null >/dev/null 2>&1 & ;;
                stop) read -r pid since <"HOME/run/guard" && kill "$pid" 2>/dev/null || true ;;
            esac
            """;

    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean silent;
    private int pushed;
    private Path packages;
    private Path target;
    private final List<Consumer<CallbackRequest>> listeners = new CopyOnWriteArrayList<>();
    private final List<String> admitted = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private Callbacks callbacks;
    private DeployServlet servlet;
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
        connector.open();
        url = "http://127.0.0.1:" + connector.getLocalPort();
        callbacks = new Callbacks(new CallbackUrls(url + "/api/v1/deploy/told"), Duration.ofSeconds(10));
        var outcome =
                new InstallOutcome((hostname, agentsn) -> admitted.add(hostname + " " + agentsn), Clock.systemUTC());
        servlet = new DeployServlet(packages, "", target.toString(), "", callbacks, outcome, this::listen);
        context.addServlet(new ServletHolder(servlet), "/api/v1/deploy/*");
        Filter note = (request, response, chain) -> {
            var http = (HttpServletRequest) request;
            requests.add(http.getRequestURI() + "?" + http.getQueryString());
            headers.add(Collections.list(http.getHeaderNames()).stream()
                    .collect(
                            Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), http::getHeader, (a, b) -> a + b)));
            if (silent && http.getRequestURI().endsWith("/download")) {
                stopInTheMiddle((HttpServletResponse) response);
                return;
            }
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(new FrontFilter("")), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(new FilterHolder(note), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
    }

    private void stopInTheMiddle(HttpServletResponse response) throws IOException {
        response.setContentLength(1000);
        response.getOutputStream().write(new byte[10]);
        response.flushBuffer();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() throws Exception {
        released.countDown();
        server.stop();
        servlet.close();
        for (String file : List.of("home/run/guard", "home/agent")) {
            if (Files.exists(target.resolve(file))) {
                ProcessHandle.of(pid(file)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private Runnable listen(Consumer<CallbackRequest> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Test
    void hearsOfNewHostsUntilItIsClosed() {
        assertThat(listeners).hasSize(1);

        servlet.close();

        assertThat(listeners).isEmpty();
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
        assertThat(Files.readString(target.resolve("home/runs")))
                .isEqualTo("bootagent-1.2.4-1 " + url.substring(7) + "\n");
        assertThat(target.resolve("current")).isSymbolicLink();
        assertThat(target).isDirectoryNotContaining(MARKS);
        assertThat(requests)
                .contains("/api/v1/deploy/sidecar/install/callback?client_id=" + SN
                        + "&install_type=bootagent&msg=aW5zdGFsbGVk&install_res=success")
                .contains("/api/v1/deploy/told?who=$(touch%20x)&when=now&client_id=" + SN
                        + "&install_type=bootagent&msg=aW5zdGFsbGVk&install_res=success");

        var second = shell(script.body());
        assertThat(second.status).as(second.output).isZero();
        assertThat(second.output).contains("is installed already and runs; nothing is to be done");
        assertThat(requests).anyMatch(request -> request.endsWith("msg=dW5jaGFuZ2Vk&install_res=success"));
        assertThat(Files.readAllLines(target.resolve("home/runs"))).hasSize(1);
    }

    @Test
    void aSecondRunUpgradesAndLeavesAgentsRunning() throws Exception {
        push("bootagent-1.2.4-1");
        install();
        long before = pid("home/run/guard");
        Path release = target.resolve("current").toRealPath();
        push("bootagent-1.2.5-1");

        var run = install();

        assertThat(run.output).contains("it runs; home " + target);
        assertThat(runs()).containsExactly("bootagent-1.2.4-1", "bootagent-1.2.5-1");
        assertThat(target.resolve("current").toRealPath()).isNotEqualTo(release);
        assertThat(lives(before)).isFalse();
        assertThat(lives(pid("home/run/guard"))).isTrue();
        assertThat(lives(pid("home/agent"))).isTrue();
        assertThat(requests).anyMatch(request -> request.endsWith("msg=dXBncmFkZWQ%3D&install_res=success"));
    }

    @Test
    void putsItsVersionInThePlaceOfOneThatAJobHasUpgradedTo() throws Exception {
        push("bootagent-1.2.4-1");
        install();
        long before = pid("home/run/guard");
        Path self = upgradeByJob("bootagent-1.3.0-1");
        assertThat(runs()).endsWith("bootagent-1.3.0-1");

        var run = install();

        assertThat(run.output)
                .contains("bootagent-1.3.0-1 runs", "bootagent-1.2.4-1 is put in its place", "it runs; home ")
                .doesNotContain("nothing is to be done");
        assertThat(runs()).containsExactly("bootagent-1.2.4-1", "bootagent-1.3.0-1", "bootagent-1.2.4-1");
        assertThat(pid("home/run/guard")).isNotEqualTo(before);
        assertThat(self.resolve("current")).doesNotExist();
        assertThat(self.resolve("previous")).doesNotExist();
        assertThat(Files.readAllLines(self.resolve("trial")))
                .contains("state=superseded", "job=7", "fault=superseded")
                .anyMatch(line -> line.matches("reason=bootagent-1.2.4-1.* was installed on the host by other means"));
        assertThat(requests).anyMatch(request -> request.endsWith("msg=dXBncmFkZWQ%3D&install_res=success"));
        assertThat(install().output).contains("nothing is to be done");
    }

    /** As the guard does it that is told to by a job: the home says what is to be started. */
    private Path upgradeByJob(String version) throws Exception {
        Path self = target.resolve("home/agents/BootAgent");
        Path bin = Files.createDirectories(self.resolve("releases/1/bin"));
        executable(bin.resolve("bootagent"), PROGRAM.replace("VERSION", version));
        Files.createSymbolicLink(self.resolve("current"), Path.of("releases/1"));
        Files.createSymbolicLink(self.resolve("previous"), Path.of("releases/0"));
        Files.writeString(self.resolve("trial"), "state=confirmed\njob=7\nfault=\nreason=\n");
        long before = pid("home/run/guard");
        ProcessHandle.of(before).orElseThrow().destroy();
        shell("'%1$s/current/bin/bootagent' run --home '%1$s/home' -S x </dev/null >/dev/null 2>&1 &\n"
                .formatted(target));
        await().ignoreExceptions().until(() -> pid("home/run/guard") != before);
        return self;
    }

    @Test
    void oneThatStartsAnotherVersionThanItsOwnIsNotCalledInstalled() throws Exception {
        push("bootagent-1.2.4-1");
        install();
        push("bootagent-1.2.5-1", PROGRAM.replace("echo VERSION >", "echo something-else >"));

        var run = shell(get("shell").body());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output)
                .contains("it was started, but something-else runs in the place of bootagent-1.2.5-1")
                .contains("nothing has changed: the BootAgent of before runs again");
        assertThat(runs()).containsExactly("bootagent-1.2.4-1", "bootagent-1.2.5-1", "bootagent-1.2.4-1");
        assertThat(requests).anyMatch(request -> request.endsWith("msg=ZmFpbGVk&install_res=failed"));
    }

    @Test
    void oneThatDoesNotRunAtAllIsNotPutInThePlaceOfTheOneThatDoes() throws Exception {
        push("bootagent-1.2.4-1");
        install();
        long before = pid("home/run/guard");
        Path release = target.resolve("current").toRealPath();
        push(
                "bootagent-1.2.5-1",
                PROGRAM.replace("--version) echo VERSION", "--version) echo wrong C library >&2; exit 127"));

        var run = shell(get("shell").body());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).contains("wrong C library", "does not run on this host");
        assertThat(pid("home/run/guard")).isEqualTo(before);
        assertThat(lives(before)).isTrue();
        assertThat(target.resolve("current").toRealPath()).isEqualTo(release);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUpgradeThatFailsGoesBack(boolean systemd) throws Exception {
        if (systemd) {
            systemd();
        }
        push("bootagent-1.2.4-1");
        install();
        Path release = target.resolve("current").toRealPath();
        Path self = upgradedByAJob();
        String unit = systemd ? Files.readString(directory.resolve("units/bootagent.service")) : "";
        push(
                "bootagent-1.2.5-broken",
                PROGRAM.replace(
                        "run)",
                        "run) rm -f $home/agents/BootAgent/current; echo superseded >$home/agents/BootAgent/trial; exit 1 ;; none)"));

        var run = shell(get("shell").body());

        assertThat(run.status).as(run.output).isEqualTo(1);
        assertThat(run.output)
                .contains(systemd ? "it does not start" : "it was started but does not answer")
                .contains("the BootAgent of before runs again", "could not be put in the place");
        assertThat(runs()).containsExactly("bootagent-1.2.4-1", "bootagent-1.2.4-1");
        assertThat(target.resolve("current").toRealPath()).isEqualTo(release);
        assertThat(lives(pid("home/run/guard"))).isTrue();
        assertThat(lives(pid("home/agent"))).isTrue();
        assertThat(Files.readSymbolicLink(self.resolve("current"))).hasToString("releases/1.2.4.1");
        assertThat(self.resolve("trial")).hasContent("state=confirmed");
        assertThat(target).isDirectoryNotContaining(MARKS);
        assertThat(requests).anyMatch(request -> request.endsWith("msg=ZmFpbGVk&install_res=failed"));
        if (systemd) {
            assertThat(directory.resolve("units/bootagent.service")).hasContent(unit);
        }
    }

    /** @return where the guard keeps which version that is */
    private Path upgradedByAJob() throws IOException {
        Path self = Files.createDirectories(target.resolve("home/agents/BootAgent"));
        Files.createSymbolicLink(self.resolve("current"), Path.of("releases/1.2.4.1"));
        Files.writeString(self.resolve("trial"), "state=confirmed\n");
        return self;
    }

    @Test
    void whatCannotBePutBackKeepsNothingElseFromIt() throws Exception {
        push("bootagent-1.2.4-1");
        install();
        Path release = target.resolve("current").toRealPath();
        Path self = upgradedByAJob();
        push(
                "bootagent-1.2.5-broken",
                PROGRAM.replace(
                        "run)",
                        "run) rm -f $home/agents/BootAgent/*; mkdir -p $home/agents/BootAgent/current/in/the/way; exit 1 ;; none)"));

        var run = shell(get("shell").body());

        assertThat(run.status).as(run.output).isEqualTo(1);
        assertThat(run.output)
                .contains("going back: this failed: restore_trial ")
                .contains("a BootAgent runs again, but not all is as it was before")
                .doesNotContain("nothing has changed");
        assertThat(self.resolve("trial")).hasContent("state=confirmed");
        assertThat(target.resolve("current").toRealPath()).isEqualTo(release);
        assertThat(lives(pid("home/run/guard"))).isTrue();
        assertThat(target).isDirectoryNotContaining(MARKS);
        assertThat(requests).anyMatch(request -> request.endsWith("msg=ZmFpbGVk&install_res=failed"));
    }

    @Test
    void aDirectoryWhereTheLinkWouldBeIsLeftAlone() throws Exception {
        push("bootagent-1.2.4-1");
        Files.createDirectories(target.resolve("current/precious"));

        var run = shell(get("shell").body());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).contains(target + "/current is no link");
        assertThat(target.toFile().list()).containsExactly("current");
        assertThat(target.resolve("current").toFile().list()).containsExactly("precious");
    }

    @Test
    void anInstallationThatFailsLeavesNothingRunning() throws Exception {
        systemd();
        push("bootagent-1.2.4-broken", PROGRAM.replace("exec sleep", "exit 1; sleep"));

        var run = shell(get("shell").body());

        assertThat(run.status).as(run.output).isEqualTo(1);
        assertThat(run.output).contains("it does not start");
        assertThat(target.resolve("current")).doesNotExist();
        assertThat(directory.resolve("units")).isEmptyDirectory();
        assertThat(systemctl()).endsWith("disable bootagent.service", "daemon-reload");
    }

    @Test
    void systemdRunsItWhereThereIsOne() throws Exception {
        push("bootagent-1.2.4-1");
        install();
        long background = pid("home/run/guard");
        systemd();
        push("bootagent-1.2.5-1");

        var first = install();

        assertThat(first.output).contains("bootagent.service starts it from now on");
        assertThat(lives(background)).isFalse();
        assertThat(runs()).containsExactly("bootagent-1.2.4-1", "bootagent-1.2.5-1");
        assertThat(systemctl()).containsExactly("daemon-reload", "enable bootagent.service", "start bootagent.service");
        var unit = Files.readAllLines(directory.resolve("units/bootagent.service"));
        assertThat(unit)
                .contains(
                        "ExecStart=" + target + "/current/bin/bootagent run --home " + target + "/home -S "
                                + url.substring(7) + " $BOOTAGENT_OPTIONS",
                        "KillMode=process",
                        "WantedBy=multi-user.target")
                .noneMatch(line -> line.startsWith("StateDirectory"))
                .noneMatch(line -> !line.startsWith("#") && line.contains("/var/lib/bootagent"));

        assertThat(install().output).contains("nothing is to be done");
        assertThat(systemctl()).hasSize(3);

        push("bootagent-1.2.6-1");
        install();
        assertThat(systemctl().subList(3, 7))
                .containsExactly(
                        "stop bootagent.service",
                        "daemon-reload",
                        "enable bootagent.service",
                        "start bootagent.service");
        assertThat(runs()).endsWith("bootagent-1.2.6-1").hasSize(3);
    }

    @Test
    void anotherInstallationIsLeftAlone() throws Exception {
        systemd();
        push("bootagent-1.2.4-1");
        Path unit = Files.writeString(
                directory.resolve("units/bootagent.service"), "[Service]\nExecStart=/opt/other/bin/bootagent run\n");

        var run = shell(get("shell").body());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).contains("starts another BootAgent");
        assertThat(unit).content().contains("/opt/other");
        assertThat(target).doesNotExist();

        Files.createDirectories(target.resolve("bin"));
        Files.writeString(target.resolve("bin/bootagent"), "of a package");
        Files.delete(unit);
        assertThat(shell(get("shell").body()).output).contains("that was not installed by this command");
        assertThat(target.resolve("current")).doesNotExist();
    }

    @Test
    void tellsOfAFailureToo() throws Exception {
        push("bootagent-1.2.4-broken", PROGRAM.replace("exec sleep", "exit 1; sleep"));

        assertThat(shell(get("shell?CallBack=" + encoded(url + "/api/v1/deploy/told/me"))
                                .body())
                        .status)
                .isEqualTo(1);

        assertThat(requests)
                .contains("/api/v1/deploy/told/me?client_id=&install_type=bootagent&msg=ZmFpbGVk&install_res=failed");
    }

    @Test
    void tellsOfAFailureBeforeAnythingWasDone() throws Exception {
        push("bootagent-1.2.4-1");
        String script =
                get("shell?CallBack=" + encoded(url + "/api/v1/deploy/told/me")).body();
        Files.createDirectories(target.resolve("bin"));
        executable(target.resolve("bin/bootagent"), "of a package");
        executable(
                Files.createDirectories(target.resolve("current/bin")).resolve("bootagent"),
                "#!/bin/sh\ntouch started\n");
        assertThat(failure(script)).contains("that was not installed by this command");
        assertThat(directory.resolve("started")).as("a stranger's program").doesNotExist();

        String elsewhere = script.replace("target='" + target, "target='" + target + "/bin/bootagent/below");
        assertThat(failure(elsewhere)).contains("/below cannot be made");

        assertThat(failure(script.replace("arch=$(uname -m)", "arch=sparc"))).contains("has no package for sparc");
    }

    /** @return what was said; both are told each time */
    private String failure(String script) throws Exception {
        requests.clear();
        var run = shell(script);
        assertThat(run.status).as(run.output).isEqualTo(1);
        String outcome = "?client_id=&install_type=bootagent&msg=ZmFpbGVk&install_res=failed";
        assertThat(requests)
                .filteredOn(request -> !request.contains("/download?"))
                .containsExactly(
                        "/api/v1/deploy/sidecar/install/callback" + outcome, "/api/v1/deploy/told/me" + outcome);
        return run.output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/deploy/other", "/api/v1/deploy/toldYou", "/api/v1/deploy/told/../other"})
    void aCallbackThatIsNotAllowedIsNotCalled(String path) throws Exception {
        push("bootagent-1.2.4-1");

        var run = shell(get("shell?CallBack=" + encoded(url + path)).body());

        assertThat(run.status).as(run.output).isZero();
        assertThat(run.output).contains(url + path + " is not told: this Booter's operator does not allow it");
        assertThat(requests)
                .filteredOn(request -> !request.startsWith("/api/v1/deploy/sidecar/install/"))
                .isEmpty();
    }

    private Run install() throws Exception {
        var run = shell(get("shell").body());
        assertThat(run.status).as(run.output).isZero();
        return run;
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(target.resolve(file)).strip().split(" ", -1)[0]);
    }

    /** Nobody may be there to ask for the end of one. */
    private static boolean lives(long pid) throws IOException {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private List<String> runs() throws IOException {
        return Files.readAllLines(target.resolve("home/runs")).stream()
                .map(line -> line.split(" ", -1)[0])
                .toList();
    }

    private List<String> systemctl() throws IOException {
        return Files.readAllLines(directory.resolve("systemctl.calls"));
    }

    /** From now on. */
    private void systemd() throws IOException {
        Files.createDirectories(directory.resolve("systemd"));
        Files.createDirectories(directory.resolve("units"));
        Path bin = Files.createDirectories(directory.resolve("bin"));
        executable(
                bin.resolve("systemctl"),
                SYSTEMCTL.replace("DIR", directory.toString()).replace("HOME", target + "/home"));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
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
        for (String none : List.of("file=web-1.0-1.x86_64.tar.xz", "file=../packages/x", "arch=sparc")) {
            var answer = get("download?" + none);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("no such package");
        }
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
        assertThat(target).doesNotExist();
        assertThat(requests).anyMatch(request -> request.endsWith("msg=ZmFpbGVk&install_res=failed"));
    }

    @Test
    void aServerThatStopsInTheMiddleIsNotWaitedForForEver() throws Exception {
        push("bootagent-1.2.4-1");
        silent = true;

        // The mean of several seconds is what curl looks at: above nothing it falls sooner.
        String hasty = get("shell")
                .body()
                .replace("silence=30", "silence=1")
                .replace("--retry 3", "--retry 0")
                .replace("--speed-limit 1 ", "--speed-limit 10000 ");

        var run = shell(hasty);

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).contains("could not be fetched from " + url);
        assertThat(released.getCount()).as("the server has not let go").isOne();
        assertThat(requests).anyMatch(request -> request.endsWith("msg=ZmFpbGVk&install_res=failed"));
    }

    @Test
    void wgetIsToldNotToWaitForEverEither() throws Exception {
        push("bootagent-1.2.4-1");
        Path bin = Files.createDirectories(directory.resolve("bin"));
        executable(bin.resolve("wget"), "#!/bin/sh\necho \"$*\" >>'%s/wget.calls'; exit 4\n".formatted(directory));

        var run = shell(get("shell").body().replace("command -v curl", "command -v no-curl"));

        assertThat(run.output).contains("could not be fetched from " + url);
        assertThat(Files.readAllLines(directory.resolve("wget.calls")))
                .hasSize(2)
                .allMatch(call -> call.startsWith("-q -T 30 -t 4 "));
    }

    @Test
    void whatWasKilledHalfWayIsInNobodysWay() throws Exception {
        push("bootagent-1.2.4-1");
        String script = get("shell").body();
        silent = true;
        var killed = start(script, "killed");
        awaitDownload();
        killed.destroyForcibly().waitFor();
        silent = false;
        assertThat(target).isDirectoryContaining(MARKS);

        install();

        assertThat(runs()).containsExactly("bootagent-1.2.4-1");
        assertThat(target).isDirectoryNotContaining(MARKS);
    }

    @Test
    void whoIsStillAtItIsLeftAlone() throws Exception {
        push("bootagent-1.2.4-1");
        String script = get("shell").body();
        silent = true;
        var first = start(script, "first");
        try {
            awaitDownload();

            var second = shell(script);

            assertThat(second.status).isEqualTo(1);
            assertThat(second.output).contains("it is being installed already, by process " + first.pid());
            assertThat(target.toFile().list()).singleElement().asString().startsWith(".installing." + first.pid());
        } finally {
            released.countDown();
            first.waitFor(5, TimeUnit.MINUTES);
            first.destroyForcibly();
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void ofSeveralAtOnceThatFindADeadOnesMarkOneInstalls() throws Exception {
        push("bootagent-1.2.4-1");
        String script = get("shell").body();
        Files.createDirectories(target.resolve(".installing/release"));
        // The number has been given to another process since.
        Files.createDirectory(
                target.resolve(".installing." + ProcessHandle.current().pid() + ".1"));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(script, "output" + i));
        }

        List<Run> ended = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ended.add(end(processes.get(i), "output" + i));
        }

        assertThat(ended).filteredOn(run -> run.output.contains("it runs")).hasSize(1);
        assertThat(ended)
                .filteredOn(run -> run.status != 0)
                .allMatch(run -> run.output.contains("it is being installed already"));
        assertThat(runs()).containsExactly("bootagent-1.2.4-1");
        assertThat(target).isDirectoryNotContaining(MARKS);
    }

    /** Not even root may. */
    @Test
    void saysWhyItMayNotInstallThere() throws Exception {
        push("bootagent-1.2.4-1");

        var run = shell(get("shell?TargetPath=/proc").body());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output)
                .containsPattern(
                        "bootagent: /proc cannot be written \\(mkdir: .+\\); give another TargetPath, or run this as root")
                .doesNotContain("being installed already");
    }

    private void awaitDownload() {
        await().until(() -> requests.stream().anyMatch(request -> request.contains("/download?")));
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
        assertThat(nothing.statusCode()).as("curl -f hands on").isEqualTo(200);
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
                "//",
                "/opt/a b",
                "/opt/@CALLBACK@",
                "/opt/;touch injected",
                "--help"
            })
    void aTargetThatIsNoPlainPathIsRefused(String path) throws Exception {
        push("bootagent-1.2.4-1");

        var script = get("shell?CallBack=" + encoded("http://x/;touch$IFS;injected;") + "&TargetPath=" + encoded(path));

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(shell(script.body()).output).contains("TargetPath must be");
        assertThat(directory.resolve("injected")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/agent/", "/opt/agent//"})
    void aSlashAtTheEndOfATargetIsTakenAway(String path) throws Exception {
        push("bootagent-1.2.4-1");

        assertThat(get("shell?TargetPath=" + encoded(path)).body()).contains("\ntarget='/opt/agent'\n");
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

        assertThat(script.statusCode()).isEqualTo(200);
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
        assertThatThrownBy(() -> new InstallScript(address, "/opt/x", InstallScript.Call.NONE))
                .isInstanceOf(InstallScript.RefusedException.class)
                .hasMessageContaining("the address of this Booter");
    }

    @Test
    void namesACallbackAsTheOriginalsQuickStartDoes() throws Exception {
        push("bootagent-1.2.4-1");
        String callback = url + "/api/v1/deploy/told/by?aid=-1&x=$(touch%20x)";
        String query = "shell?CallBack=" + encoded(base64(callback)) + "&TargetPath=" + encoded(target.toString())
                + "&Type=hosts&ClusterId=1&Roles=Etcd%2CWorker+$(touch%20x)";
        var script = get(query);
        assertThat(script.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).matches("text/plain; ?charset=utf-8"));

        var run = shell(script.body());

        assertThat(run.status).as(run.output).isZero();
        int told = requests.indexOf("/api/v1/deploy/told/by?aid=-1&x=$(touch%20x)");
        assertThat(headers.get(told))
                .containsEntry("clusterid", "1")
                .containsEntry("roles", "Etcd,Worker $(touch x)")
                .containsEntry("type", "hosts")
                .containsEntry("targetpath", target.toString())
                .containsEntry("sid", SN)
                .containsEntry("hostname", uname())
                .containsEntry("ip", "127.0.0.1");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void theOriginalsCallbackHearsOfNoFailure() throws Exception {
        push("bootagent-1.2.4-broken", PROGRAM.replace("exec sleep", "exit 1; sleep"));

        assertThat(shell(get("shell?CallBack=" + encoded(base64(url + "/api/v1/deploy/told")))
                                .body())
                        .status)
                .isEqualTo(1);

        assertThat(requests).noneMatch(request -> request.contains("/told"));
        assertThat(requests).anyMatch(request -> request.endsWith("install_res=failed"));
    }

    @Test
    void theOriginalsCallbackThatIsNotAllowedIsRefusedInWords() throws Exception {
        push("bootagent-1.2.4-1");

        var run = shell(get("shell?CallBack=" + encoded(base64(url + "/elsewhere")) + "&Type=hosts")
                .body());

        assertThat(run.status).as(run.output).isZero();
        assertThat(run.output).contains(url + "/elsewhere is not told: this Booter's operator does not allow it");
        assertThat(requests).noneMatch(request -> request.contains("elsewhere?") || request.startsWith("/elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Type=a%0Ab", "a%20b=c", "Type=%27", "TargetOs=windows"})
    void whatCannotBeAskedForIsRefused(String field) throws Exception {
        push("bootagent-1.2.4-1");

        var run = shell(get("shell?CallBack=" + encoded(base64(url + "/api/v1/deploy/told")) + "&" + field)
                .body());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).containsAnyOf("header", "quote", "TargetOs");
        assertThat(target).doesNotExist();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String uname() throws IOException {
        var process = new ProcessBuilder("uname", "-n").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void anOutcomeIsAnsweredWithWhatWasTold() throws Exception {
        String query = "?client_id=" + SN + "&install_type=sidecar&install_res=success&msg=b2s=&check_flg=1";

        var answer = get("callback" + query).body();

        assertThat(answer)
                .isEqualTo("{\"msg\":\"ok\",\"code\":0,\"data\":{\"client_id\":\"" + SN
                        + "\",\"id\":0,\"install_res\":\"success\",\"install_type\":\"sidecar\",\"ip\":\"127.0.0.1\",\"msg\":\"b2s=\","
                        + "\"request_url\":\"/api/v1/deploy/sidecar/install/callback" + query.replace("&", "\\u0026")
                        + "\",\"time\":1}}");
        assertThat(admitted).containsExactly("127.0.0.1 " + SN);
    }

    @Test
    void onlyASidecarThatWasInstalledWellIsAdmitted() throws Exception {
        for (String told : List.of(
                "install_type=sidecar&install_res=failed",
                "install_type=bootagent&install_res=success",
                "install_type=sidecar&install_res=true")) {
            assertThat(get("callback?client_id=" + SN + "&msg=b2s%3D&" + told).body())
                    .contains("\"code\":0");
        }
        assertThat(admitted).isEmpty();
    }

    @Test
    void fieldsOfAnOutcomeThatAreMissingAreNamed() throws Exception {
        String missing = "Missing required query parameter";
        assertThat(wrong(get("callback")))
                .containsOnlyKeys("client_id", "install_res", "install_type", "msg")
                .containsValue(missing);
        assertThat(wrong(get("callback?client_id=" + SN + "&install_type=sidecar&install_res=success")))
                .isEqualTo(Map.of("msg", missing));
        assertThat(wrong(get("callback?client_id=x&install_type=sidecar&install_res=success")))
                .isEqualTo(Map.of("msg", missing));
        for (String id : List.of("x%0Ay", "x", "", SN + "0", "00000000-0000-0000-0000-000000000000")) {
            String told = "callback?client_id=" + id + "&install_type=sidecar&msg=b2s%3D&install_res=";
            assertThat(wrong(get(told + "success"))).containsOnlyKeys("client_id");
            if (id.isEmpty()) {
                assertThat(get(told + "failed").body()).contains("\"code\":0");
            } else {
                assertThat(wrong(get(told + "failed"))).containsOnlyKeys("client_id");
            }
        }
        assertThat(admitted).isEmpty();
    }

    @Test
    void listsWhatCanBeInstalled() throws Exception {
        push("bootagent-1.2.4-1");

        var answer = Json.MAPPER.readTree(get("../../sidecar").body());

        assertThat(answer.at("/data/total").asInt()).isEqualTo(2);
        assertThat(answer.at("/data/list/1/file").asText()).isEqualTo("bootagent-1.2.4-1.x86_64.tar.xz");
    }

    /** @return what is wrong, by field */
    private static Map<String, Object> wrong(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        var envelope = Json.MAPPER.readTree(response.body());
        assertThat(envelope.path("code").asInt()).as(response.body()).isEqualTo(101);
        return Json.MAPPER.convertValue(envelope.path("data"), new TypeReference<>() {});
    }

    @Test
    void anotherMethodOrPathIsNotFound() throws Exception {
        for (String path : List.of("sidecar/install/shell", "sidecar/install/callback", "", "nothing")) {
            for (String method : List.of("POST", "DELETE", "PUT")) {
                assertThat(notFound(path, method)).isEqualTo("Not Found");
            }
        }
        assertThat(notFound("sidecar/install/nothing", "GET")).isEqualTo("Not Found");
    }

    private String notFound(String path, String method) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/deploy/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        var response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).matches("text/plain; ?charset=utf-8"));
        return response.body();
    }

    private record Run(int status, String output) {}

    private Run shell(String script) throws IOException, InterruptedException {
        return end(start(script, "output"), "output");
    }

    private Process start(String script, String name) throws IOException, InterruptedException {
        Path output = directory.resolve(name);
        var builder = new ProcessBuilder("sh")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().merge("PATH", directory + "/bin", (path, bin) -> bin + ":" + path);
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(here(script).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A shell that has ended reads no more: its status tells why.
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        }
        return process;
    }

    private Run end(Process process, String name) throws IOException, InterruptedException {
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        return new Run(process.exitValue(), Files.readString(directory.resolve(name)));
    }

    private void push(String name) throws Exception {
        push(name, PROGRAM);
    }

    private void push(String name, String program) throws Exception {
        Path top = directory.resolve("build/bootagent-1.2.4");
        Files.createDirectories(top.resolve("bin"));
        executable(top.resolve("bin/bootagent"), program.replace("VERSION", name));
        addInstallation(top.resolve("lib"));
        String file = packages.resolve(name + ".x86_64.tar.xz").toString();
        var tar = new ProcessBuilder(
                "tar", "-cJf", file, "-C", directory.resolve("build").toString(), "bootagent-1.2.4");
        assertThat(tar.inheritIO().start().waitFor()).isZero();
        // The tests run on either architecture.
        Files.copy(Path.of(file), packages.resolve(name + ".aarch64.tar.xz"));
        // The last is what is offered, even if two come within a tick of the clock.
        var time = FileTime.from(Instant.now().plusSeconds(++pushed));
        for (String arch : List.of("x86_64", "aarch64")) {
            Files.setLastModifiedTime(packages.resolve(name + "." + arch + ".tar.xz"), time);
        }
    }

    /** The part of the distribution that installs it, which is no stand-in. */
    private void addInstallation(Path lib) throws IOException {
        Files.createDirectories(lib);
        Path distribution = Path.of("../../../../runtime/agent/src/main/distribution/lib");
        for (String file : List.of("install.sh", "home.sh", "process.sh", "trial.sh", "bootagent.service")) {
            Files.writeString(lib.resolve(file), here(Files.readString(distribution.resolve(file))));
        }
    }

    /** Not the systemd of this machine; and nobody has to wait that long. */
    private String here(String script) {
        return script.replaceAll("(/usr/local/lib|/usr/lib|/lib|/run)/systemd/system", directory + "/systemd")
                .replace("/etc/systemd/system", directory + "/units")
                .replace("sleep 1\n", "sleep 0.1\n");
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
