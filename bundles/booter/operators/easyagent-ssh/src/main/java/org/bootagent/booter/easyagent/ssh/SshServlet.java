package org.bootagent.booter.easyagent.ssh;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.wire.EasyAgentReply;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@link SshEndpoint} over HTTP. */
@Component(
        service = Servlet.class,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.easyagent.ssh"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern("/api/v1/ssh/*")
public final class SshServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @ObjectClassDefinition(name = "Booter: SSH connections")
    @interface Config {
        @AttributeDefinition(description = "Whether callers of the interface may open SSH connections from this Booter")
        boolean enabled() default false;

        @AttributeDefinition(
                description =
                        "known: a host's key must be in the file; first-use: the key is added at the first contact")
        String hostKeys() default "known";

        @AttributeDefinition(
                description =
                        "File of host keys in the format of OpenSSH's known_hosts; empty: ssh/known_hosts in the home")
        String knownHosts() default "";

        @AttributeDefinition(description = "Longest wait in seconds for a connection, and for a log-in")
        int timeoutSeconds() default 15;

        @AttributeDefinition(description = "Longest time in seconds of a command")
        int commandTimeoutSeconds() default 60;

        @AttributeDefinition(description = "Most KiB of a command's output: half from its beginning, half from its end")
        int maxOutputKiB() default 256;

        @AttributeDefinition(description = "Most connections at the same time; each holds a thread")
        int maxConnections() default 16;
    }

    private final transient SshRunner runner;
    private final transient SshEndpoint endpoint;

    @Activate
    public SshServlet(BooterConfig booter, Config config) throws IOException {
        this.runner = config.enabled() ? runner(Path.of(booter.home()), config) : null;
        this.endpoint = new SshEndpoint(runner, config.maxConnections());
    }

    private static SshRunner runner(Path home, Config config) throws IOException {
        boolean onFirstUse = config.hostKeys().equals("first-use");
        if (!onFirstUse && !config.hostKeys().equals("known")) {
            throw new IllegalArgumentException(
                    "booter.easyagent.ssh/hostKeys must be known or first-use, not '" + config.hostKeys() + "'");
        }
        Path file = config.knownHosts().isEmpty() ? home.resolve("ssh/known_hosts") : Path.of(config.knownHosts());
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file);
        }
        return new SshRunner(
                file,
                onFirstUse,
                Duration.ofSeconds(config.timeoutSeconds()),
                Duration.ofSeconds(config.commandTimeoutSeconds()),
                config.maxOutputKiB() << 9);
    }

    /** Answers 200 with an envelope, whatever is asked. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo().substring(1);
        var reply = endpoint.answer(request.getMethod(), path, request.getInputStream());
        response.setContentType(EasyAgentReply.TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(reply.bytes());
    }

    @Deactivate
    void close() {
        if (runner != null) {
            runner.close();
        }
    }
}
