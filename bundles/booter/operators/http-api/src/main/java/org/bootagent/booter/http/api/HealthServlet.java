package org.bootagent.booter.http.api;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.guard.Exposure;
import org.bootagent.booter.http.route.Dispatch;
import org.bootagent.booter.http.route.Router;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@link Health} over HTTP. Apart from {@link ApiServlet}, which is gone when what it needs has failed: just then this is asked. */
@Component(
        service = Servlet.class,
        configurationPid = BooterConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern("/health")
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Dispatch dispatch;

    @Activate
    public HealthServlet(
            BundleContext context,
            BooterConfig booter,
            @Reference ServiceComponentRuntime runtime,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    FleetServices fleet) {
        var components = new Components(runtime, () -> Stream.of(context.getBundles()));
        var health = new Health(booter.version(), Exposure.warning(context).orElse(null), components, fleet);
        this.dispatch = new Dispatch(new Router<>(health.routes()));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        dispatch.serve(request, response);
    }
}
