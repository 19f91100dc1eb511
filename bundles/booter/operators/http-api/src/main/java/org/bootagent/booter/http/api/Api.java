package org.bootagent.booter.http.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.api.metrics.MetricSources;
import org.bootagent.booter.http.api.metrics.Metrics;
import org.bootagent.booter.http.api.metrics.ReportMeter;
import org.bootagent.booter.http.api.packages.Addresses;
import org.bootagent.booter.http.api.packages.PackageFiles;
import org.bootagent.booter.http.route.Dispatch;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Route;
import org.bootagent.booter.http.route.Router;
import org.bootagent.booter.output.JobOutputStore;

/** The management interface: what {@code openapi.json} documents. */
final class Api implements AutoCloseable {
    private final JobWatch watch;
    private final Router<Handler> router;
    private final Dispatch dispatch;

    Api(Settings settings, FleetServices fleet, JobOutputStore outputs, ReportMeter reports, MetricSources others)
            throws IOException {
        var packages = new PackageFiles(settings.packages(), settings.maxPackageBytes());
        var addresses = new Addresses(settings.publicUrl());
        this.watch = new JobWatch(fleet, settings.maxWaiting());
        this.router = new Router<>(Stream.<List<Route<Handler>>>of(
                        new FleetResource(fleet).routes(),
                        new JobResource(fleet, new JobRequests(packages, addresses), watch).routes(),
                        new OutputResource(fleet, outputs, watch).routes(),
                        new PackageResource(packages, addresses).routes(),
                        new SystemResource(new Metrics(fleet, watch::waiting, reports, others)).routes())
                .flatMap(List::stream)
                .toList());
        this.dispatch = new Dispatch(router);
    }

    List<Route<Handler>> routes() {
        return router.routes();
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        dispatch.serve(request, response);
    }

    /** Returns how many requests wait for their replies now. */
    int waiting() {
        return dispatch.waiting();
    }

    /** Answers all that wait, and lets nobody wait any longer. */
    @Override
    public void close() {
        watch.close();
        dispatch.close();
    }
}
