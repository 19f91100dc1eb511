package org.bootagent.booter.http.api;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.api.metrics.MetricSources;
import org.bootagent.booter.http.api.metrics.ReportMeter;
import org.bootagent.booter.output.JobOutputStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@link Api} over HTTP. */
@Component(
        service = Servlet.class,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.http.api"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern({"/api/v2/*", "/packages/*", "/openapi.json", "/metrics"})
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @ObjectClassDefinition(name = "Booter: management interface")
    @interface Config {
        @AttributeDefinition(description = "Largest package accepted, in MiB")
        int maxPackageMiB() default 2048;

        @AttributeDefinition(
                description =
                        "Most requests that wait for news of a job at the same time, a quarter of them from one address;"
                                + " each holds a connection and no thread")
        int maxWaiting() default 1000;
    }

    private final transient Api api;

    @Activate
    public ApiServlet(
            BooterConfig booter,
            Config config,
            @Reference FleetServices fleet,
            @Reference JobOutputStore outputs,
            @Reference ReportMeter reports,
            @Reference MetricSources others)
            throws IOException {
        var settings = new Settings(
                Path.of(booter.home(), "packages"),
                booter.publicUrl(),
                (long) config.maxPackageMiB() << 20,
                config.maxWaiting());
        this.api = new Api(settings, fleet, outputs, reports, others);
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
