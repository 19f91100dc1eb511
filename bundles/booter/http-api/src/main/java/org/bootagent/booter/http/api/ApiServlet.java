package org.bootagent.booter.http.api;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.Fleet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Booter's management interface: what {@code openapi.json} documents. */
@Component(
        service = Servlet.class,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.http.api"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardServletPattern({"/api/v2/*", "/packages/*", "/openapi.json", "/metrics", "/health"})
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @interface Config {
        /** Largest package accepted, in MiB. */
        int maxPackageMiB() default 2048;

        /** Most requests that wait for news of a job at one time; each holds a thread of the server. */
        int maxWaiting() default 64;
    }

    private final transient JobWatch watch;
    private final transient Dispatch dispatch;

    @Activate
    public ApiServlet(BooterConfig booter, Config config, @Reference Fleet fleet) throws IOException {
        var packages = new PackageFiles(Path.of(booter.home(), "packages"), (long) config.maxPackageMiB() << 20);
        var addresses = new Addresses(booter.publicUrl());
        this.watch = new JobWatch(fleet, config.maxWaiting());
        List<Route> routes = Stream.of(
                        new FleetResource(fleet).routes(),
                        new JobResource(fleet, new JobRequests(packages, addresses), watch).routes(),
                        new PackageResource(packages, addresses).routes(),
                        new SystemResource(fleet, booter.version()).routes())
                .flatMap(List::stream)
                .toList();
        this.dispatch = new Dispatch(new Router(routes), new CrossSite(booter.publicUrl()));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        dispatch.serve(request, response);
    }

    @Deactivate
    void endWaiting() {
        watch.close();
    }
}
