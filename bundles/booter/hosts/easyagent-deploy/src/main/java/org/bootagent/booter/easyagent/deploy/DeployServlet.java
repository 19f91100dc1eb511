package org.bootagent.booter.easyagent.deploy;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.easyagent.OfferedHostAgents;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Exchange;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.EasyAgentReply.Code;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the installation of BootAgent on a bare host: {@code curl -fsS BOOTER/api/v1/deploy/sidecar/install/shell | sh}. */
@Component(
        service = {Servlet.class, OfferedHostAgents.class},
        immediate = true,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.easyagent.deploy"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern("/api/v1/deploy/*")
public final class DeployServlet extends HttpServlet implements OfferedHostAgents {
    private static final long serialVersionUID = 1L;
    private static final String SIDECAR = "/sidecar";
    private static final String INSTALL = SIDECAR + "/install/";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @ObjectClassDefinition(name = "Booter: installation of host agents")
    @interface Config {
        @AttributeDefinition(description = "Default directory of the installation")
        String targetPath() default "/opt/bootagent";

        @AttributeDefinition(
                description =
                        "Part of the file names of offered packages, such as 1.2.4-1; empty: the package pushed last")
        String distribution() default "";

        @AttributeDefinition(
                description = "URLs, separated by commas, that may be called back with everything below them: by a"
                        + " registering sidecar or an installed host that names them; empty: none")
        String callback() default "";
    }

    private final transient Distributions distributions;
    private final transient Callbacks callbacks;
    private final transient Runnable unsubscribe;
    private final transient InstallOutcome outcome;
    private final String publicUrl;
    private final String targetPath;

    @Activate
    public DeployServlet(BooterConfig booter, Config config, @Reference FleetServices fleet) {
        this(
                Path.of(booter.home(), "packages"),
                booter.publicUrl(),
                config.targetPath(),
                config.distribution(),
                new Callbacks(new CallbackUrls(config.callback()), PATIENCE),
                new InstallOutcome(
                        (hostname, agentsn) -> fleet.registry().announce(Caller.LOCAL, hostname, agentsn),
                        Clock.systemUTC()),
                fleet.easy()::onCallbacks);
    }

    /** @param listen subscribes to callbacks that hosts ask for, and returns what ends that */
    DeployServlet(
            Path packages,
            String publicUrl,
            String targetPath,
            String distribution,
            Callbacks callbacks,
            InstallOutcome outcome,
            Function<Consumer<CallbackRequest>, Runnable> listen) {
        this.callbacks = callbacks;
        this.distributions = new Distributions(packages, distribution);
        this.publicUrl = publicUrl.strip().replaceFirst("/+$", "");
        this.targetPath = targetPath;
        this.outcome = outcome;
        this.unsubscribe = listen.apply(callbacks::callbacksRequested);
    }

    @Override
    public Optional<Offer> newest(String arch) throws IOException {
        return Optional.ofNullable(distributions.newest().get(arch)).map(it -> new Offer(it.file(), it.sha256()));
    }

    @Deactivate
    void close() {
        unsubscribe.run();
        callbacks.close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path =
                METHODS.contains(request.getMethod()) && request.getPathInfo() != null ? request.getPathInfo() : "";
        switch (path) {
            case SIDECAR -> answer(response, EasyAgentReply.ok(offers()));
            case INSTALL + "shell" -> shell(request, response);
            case INSTALL + "download" -> download(request, response);
            case INSTALL + "callback" -> answer(response, outcome.take(request));
            default -> notFound(response);
        }
    }

    /** Lists the packages that can be installed. */
    private Map<String, Object> offers() throws IOException {
        var offers = distributions.newest().values().stream()
                .map(it -> Map.of("arch", it.arch(), "file", it.file(), "sha256", it.sha256()))
                .toList();
        return Map.of("list", offers, "total", offers.size());
    }

    /** Answers with a script. A refusal is one, too: a shell most likely reads it, and would not show an HTTP status. */
    private void shell(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text;
        try {
            String target = parameter(request, "TargetPath").orElse(targetPath);
            String os = parameter(request, "TargetOs").orElse("linux");
            if (!os.equalsIgnoreCase("linux")) {
                throw new InstallScript.RefusedException(
                        "TargetOs must be linux: BootAgent is not packaged for other systems");
            }
            var packages = distributions.newest().values();
            if (packages.isEmpty()) {
                throw new InstallScript.RefusedException("Booter has no package of BootAgent to install; push one,"
                        + " bootagent-VERSION-RELEASE.ARCH.tar.xz (booterctl push)");
            }
            text = new InstallScript(server(request), target, callback(request)).text(packages);
        } catch (InstallScript.RefusedException e) {
            text = InstallScript.failure(e.getMessage());
        }
        response.setContentType("text/plain; charset=utf-8");
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private InstallScript.Call callback(HttpServletRequest request) throws InstallScript.RefusedException {
        String named = parameter(request, Callback.URL).orElse("");
        if (named.isEmpty()) {
            return InstallScript.Call.NONE;
        }
        if (named.matches("https?://.*")) {
            return new InstallScript.Call(named, Map.of(), true, callbacks.allows(named));
        }
        try {
            var fields = new TreeMap<String, String>();
            request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
            var callback = Callback.of(fields);
            return new InstallScript.Call(callback.url(), callback.headers(), false, callbacks.allows(callback.url()));
        } catch (IllegalArgumentException e) {
            throw new InstallScript.RefusedException(e.getMessage());
        }
    }

    private String server(HttpServletRequest request) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        String host = request.getHeader("Host");
        return request.getScheme() + "://" + (host == null ? "" : host);
    }

    private void download(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var asked = parameter(request, "file");
        Optional<Path> file = asked.isPresent()
                ? distributions.find(asked.get())
                : Optional.ofNullable(distributions
                                .newest()
                                .get(parameter(request, "arch").orElse("x86_64")))
                        .map(Distributions.Distribution::path);
        if (file.isEmpty()) {
            // Or whoever saves what comes takes this for the package.
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            refuse(response, "Booter has no such package of BootAgent; booterctl packages lists what it has");
            return;
        }
        String name = file.get().getFileName().toString();
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        send(request, response, FileChannel.open(file.get()));
    }

    /** Sends the file without a thread that waits for the host. */
    private static void send(HttpServletRequest request, HttpServletResponse response, FileChannel file)
            throws IOException {
        response.setContentLengthLong(file.size());
        if (request.getMethod().equals("HEAD")) {
            file.close();
        } else if (!Exchange.of(request).send(file, 0, file.size())) {
            file.close();
            response.reset();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", "10");
            refuse(response, "too many packages are being fetched (booter.http/maxDownloads); try again later");
        }
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(value -> !value.isEmpty());
    }

    private static void refuse(HttpServletResponse response, String why) throws IOException {
        answer(response, EasyAgentReply.error(Code.PARAMETER, why));
    }

    private static void notFound(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/plain; charset=utf-8");
        response.getOutputStream().write("Not Found".getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpServletResponse response, EasyAgentReply reply) throws IOException {
        response.setContentType(EasyAgentReply.TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(reply.bytes());
    }
}
