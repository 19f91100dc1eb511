package org.bootagent.booter.http.api;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.route.Call;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.booter.http.route.Route;

/** Jobs: asked for, watched, taken back. */
final class JobResource {
    private final FleetServices fleet;
    private final JobRequests requests;
    private final JobWatch watch;

    JobResource(FleetServices fleet, JobRequests requests, JobWatch watch) {
        this.fleet = fleet;
        this.requests = requests;
        this.watch = watch;
    }

    List<Route<Handler>> routes() {
        return List.<Route<Handler>>of(
                Route.post("/api/v2/hosts/{sn}/jobs", this::create),
                Route.get("/api/v2/hosts/{sn}/jobs", this::jobsOfHost),
                Route.get("/api/v2/jobs", this::jobs),
                Route.post("/api/v2/jobs", this::createMany),
                Route.get("/api/v2/jobs/{id}", this::job),
                Route.delete("/api/v2/jobs/{id}", this::cancel));
    }

    private Reply create(Call call) throws IOException, ProblemException {
        var wanted = requests.read(call);
        var job = fleet.jobs()
                .enqueue(call.caller(), call.path("sn"), wanted.action(), wanted.name(), wanted.parameters());
        return Reply.created("/api/v2/jobs/" + job.id(), Views.of(job));
    }

    private Reply createMany(Call call) throws IOException, ProblemException {
        var wanted = requests.readOfMany(call);
        var job = wanted.job();
        var jobs = fleet.jobs().enqueueAll(call.caller(), wanted.hosts(), job.action(), job.name(), job.parameters());
        return Reply.json(Views.ofMany(jobs));
    }

    private Reply job(Call call) throws ProblemException {
        int seconds = call.queryInt("wait", 0, 0, JobWatch.MAX_SECONDS);
        return watch.await(call, call.path("id"), seconds, job -> Reply.json(Views.of(job)));
    }

    private Reply cancel(Call call) {
        return Reply.json(Views.of(fleet.jobs().cancel(call.caller(), call.path("id"))));
    }

    private Reply jobs(Call call) throws ProblemException {
        return jobs(call, null);
    }

    private Reply jobsOfHost(Call call) throws ProblemException {
        return jobs(call, fleet.hosts().get(call.path("sn")).agentsn());
    }

    private Reply jobs(Call call, String sn) throws ProblemException {
        var filter = new JobFilter(
                sn, call.query("name").orElse(null), call.query("action").orElse(null), statuses(call));
        return FleetResource.list("jobs", fleet.jobs().list(filter, FleetResource.slice(call)), Views::of);
    }

    private static Set<JobStatus> statuses(Call call) throws ProblemException {
        var statuses = EnumSet.noneOf(JobStatus.class);
        String text = call.query("status").orElse("");
        for (String word : text.isEmpty() ? new String[0] : text.split(",")) {
            statuses.add(Arrays.stream(JobStatus.values())
                    .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> Problem.badRequest(
                            "status must be of queued, sent, done, failed, cancelled, separated by commas; not '" + word
                                    + "'")));
        }
        return statuses;
    }
}
