package org.bootagent.booter.easyagent.api;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.easyagent.OfferedHostAgents;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.output.JobOutputStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@link V1} over HTTP. It is there without the stream, too: hosts that poll get the same jobs. */
@Component(
        service = Servlet.class,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.easyagent.api"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern("/api/v1/*")
public final class V1Servlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @ObjectClassDefinition(name = "Booter: EasyAgent's management interface")
    @interface Config {
        @AttributeDefinition(
                description =
                        "Seconds that a Sync call waits for an operation without a timeout; also the shortest bound on its wait for its turn")
        int syncSeconds() default 60;

        @AttributeDefinition(
                description = "Most Sync calls that wait at the same time, a quarter of them from one address;"
                        + " each holds a connection and no thread")
        int maxWaiting() default 10_000;
    }

    /** Comes and goes with the stream. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private transient volatile UsageSource stream;

    private final transient V1 api;

    @Activate
    public V1Servlet(
            BooterConfig booter,
            Config config,
            @Reference FleetServices fleet,
            @Reference JobOutputStore outputs,
            @Reference OfferedHostAgents offers) {
        this.api = new V1(
                fleet,
                outputs,
                () -> stream,
                offers,
                booter.version(),
                Path.of(booter.home(), "log"),
                booter.publicUrl(),
                Duration.ofSeconds(Math.max(1, config.syncSeconds())),
                config.maxWaiting());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        api.serve(request, response);
    }

    @Deactivate
    void close() {
        api.close();
    }
}
