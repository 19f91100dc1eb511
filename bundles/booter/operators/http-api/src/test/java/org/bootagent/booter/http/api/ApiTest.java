package org.bootagent.booter.http.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.booter.http.api.Booter.json;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.http.route.Call;
import org.bootagent.wire.Json;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private static final StatusReport.Agent AGENT = new StatusReport.Agent(
            "BasicAgent",
            "1.2.3",
            "running",
            5,
            "running",
            4711,
            2,
            "1.2.3-abc",
            "",
            Map.of("CPU", "10%"),
            "cgroup-v1",
            "healthy",
            "");

    @TempDir
    private Path home;

    private Booter booter;
    private String sn;

    @BeforeEach
    void start() throws Exception {
        booter = new Booter(home, "");
        sn = booter.host("web1");
    }

    @AfterEach
    void stop() {
        booter.close();
    }

    @Test
    void listsHostsByNameTagAndSlice() throws Exception {
        booter.host("db1");
        var all = json(booter.get("/api/v2/hosts"));
        assertThat(all.path("total").asInt()).isEqualTo(2);
        assertThat(all.path("hosts").findValuesAsText("hostname")).containsExactly("db1", "web1");
        assertThat(all.path("hosts").path(1).path("tags").toString()).isEqualTo("[\"svc=ecs\",\"cmpt=DB\"]");
        var some = json(booter.get("/api/v2/hosts?q=WEB&tag=svc%3Decs&online=true"));
        assertThat(some.path("hosts").findValuesAsText("agentsn")).containsExactly(sn);
        var slice = json(booter.get("/api/v2/hosts?limit=1&offset=1"));
        assertThat(slice.path("hosts").findValuesAsText("hostname")).containsExactly("web1");
        assertThat(slice.path("total").asInt()).isEqualTo(2);
    }

    @Test
    void showsAndForgetsAHost() throws Exception {
        booter.report(sn);
        var host = json(booter.get("/api/v2/hosts/" + sn));
        assertThat(host.path("version").asText()).isEqualTo("bootagent-0.1.0-x86_64");
        assertThat(host.path("actions").toString()).contains("install");
        assertThat(booter.send("DELETE", "/api/v2/hosts/" + sn, null).statusCode())
                .isEqualTo(204);
        assertProblem(booter.get("/api/v2/hosts/" + sn), 404, sn);
        assertProblem(booter.send("DELETE", "/api/v2/hosts/" + sn, null), 404, sn);
    }

    @Test
    void listsAgents() throws Exception {
        booter.report(sn, List.of(AGENT), List.of(), List.of(), List.of());
        for (String path : List.of("/api/v2/agents?status=running", "/api/v2/hosts/" + sn + "/agents")) {
            var agent = json(booter.get(path)).path("agents").path(0);
            assertThat(agent.path("name").asText()).isEqualTo("BasicAgent");
            assertThat(agent.path("pid").asInt()).isEqualTo(4711);
            assertThat(agent.path("uptime").asInt()).isEqualTo(5);
            assertThat(agent.path("limits").path("CPU").asText()).isEqualTo("10%");
            assertThat(agent.path("mechanism").asText()).isEqualTo("cgroup-v1");
            assertThat(agent.path("health").asText()).isEqualTo("healthy");
        }
        assertThat(json(booter.get("/api/v2/agents?status=fatal")).path("agents"))
                .isEmpty();
        assertThat(booter.get("/api/v2/hosts/" + sn + "/agents/BasicAgent").statusCode())
                .isEqualTo(200);
        assertProblem(booter.get("/api/v2/hosts/" + sn + "/agents/Other"), 404, "Other");
    }

    @Test
    void queuesAJobWithItsParametersBesideOrInside() throws Exception {
        for (String body : List.of(
                "{\"action\":\"restart\",\"name\":\"a\",\"envs\":{\"K\":\"V\"}}",
                "{\"action\":\"restart\",\"name\":\"a\",\"parameters\":{\"envs\":{\"K\":\"V\"}}}")) {
            var created = booter.post(jobs(), body);
            assertThat(created.statusCode()).isEqualTo(201);
            var job = json(created);
            assertThat(created.headers().firstValue("Location"))
                    .contains("/api/v2/jobs/" + job.path("id").asText());
            assertThat(job.path("status").asText()).isEqualTo("queued");
            assertThat(job.path("parameters").toString()).isEqualTo("{\"envs\":{\"K\":\"V\"}}");
            assertThat(json(booter.get("/api/v2/jobs/" + job.path("id").asText())))
                    .isEqualTo(job);
        }
        assertThat(json(booter.get(jobs() + "?status=queued,sent"))
                        .path("total")
                        .asInt())
                .isEqualTo(2);
        assertThat(json(booter.get("/api/v2/jobs?action=stop")).path("total").asInt())
                .isZero();
    }

    @Test
    void showsNeitherThePasswordNorTheQueryOfAUrl() throws Exception {
        String url = "https://ann:s3cret@mirror/p.deb?sig=s3cret";
        var made = booter.post(
                jobs(),
                "{\"action\":\"install\",\"name\":\"a\",\"urls\":[\"" + url + "\"],\"script\":\"wget " + url
                        + " -O x\",\"env\":{\"PROXY\":\"" + url + "\"}}");
        String id = json(made).path("id").asText();

        for (var answer : List.of(made, booter.get("/api/v2/jobs/" + id), booter.get("/api/v2/jobs"))) {
            assertThat(answer.body())
                    .contains("\"https://***@mirror/p.deb?***\"", "wget https://***@mirror/p.deb?*** -O x")
                    .doesNotContain("s3cret");
        }
        assertThat(booter.fleet.jobs().get(id).instructionJson()).contains("s3cret");
    }

    @Test
    void showsNoSecretOfAFieldThatIsNoUrl() throws Exception {
        for (String url :
                List.of("http://h/my file?a=b s3cret", "ann:s3cret@mirror/p.deb", "mirror/p.deb?sig=s3cret")) {
            var made = booter.post(
                    jobs(),
                    "{\"action\":\"install\",\"name\":\"a\",\"url\":\"" + url + "\",\"urls\":[\"" + url + "\"]}");
            assertThat(made.body()).doesNotContain("s3cret");
        }
    }

    @Test
    void asksManyHostsForTheSameOrNone() throws Exception {
        String other = booter.host("web2");
        var all = json(booter.post("/api/v2/jobs", "{\"hosts\":\"all\",\"action\":\"exec\",\"script\":\"true\"}"));
        assertThat(all.path("total").asInt()).isEqualTo(2);
        assertThat(all.path("jobs").findValuesAsText("agentsn")).containsExactlyInAnyOrder(sn, other);
        String id = all.path("jobs").path(0).path("id").asText();
        assertThat(json(booter.get("/api/v2/jobs/" + id)).path("parameters").toString())
                .isEqualTo("{\"script\":\"true\"}");

        String absent = "00000000-0000-4000-8000-000000000000";
        assertProblem(
                booter.post("/api/v2/jobs", "{\"hosts\":[\"" + sn + "\",\"" + absent + "\"],\"action\":\"stop\"}"),
                404,
                absent);
        for (String hosts : List.of("", "\"hosts\":[],", "\"hosts\":\"some\",", "\"hosts\":[1],")) {
            assertProblem(booter.post("/api/v2/jobs", "{" + hosts + "\"action\":\"stop\"}"), 400, "hosts");
        }
        assertThat(json(booter.get("/api/v2/jobs?action=stop")).path("total").asInt())
                .isZero();
    }

    @Test
    void fillsInWhereAPushedPackageIs() throws Exception {
        booter.send("PUT", "/packages/a.deb", "one");
        var job = json(booter.post(jobs(), "{\"action\":\"install\",\"name\":\"a\",\"package\":\"a.deb\"}"));
        assertThat(job.path("createdBy").asText()).isEqualTo("local");
        assertThat(job.at("/parameters/url").asText()).isEqualTo("/packages/a.deb?port=" + booter.port());
        assertThat(job.at("/parameters/checksum").asText()).matches("SHA256:[0-9a-f]{64}");
        assertThat(job.path("parameters").has("package")).isFalse();
    }

    @Test
    void givesHostsTheAddressThatIsConfigured(@TempDir Path otherHome) throws Exception {
        try (var behindProxy = new Booter(otherHome, "https://booter.example.com/x/")) {
            var pushed = json(behindProxy.send("PUT", "/packages/a.deb", "one"));
            assertThat(pushed.path("url").asText()).isEqualTo("https://booter.example.com/x/packages/a.deb");
            String host = "/api/v2/hosts/" + behindProxy.host("web2") + "/jobs";
            var job = json(behindProxy.post(host, "{\"action\":\"install\",\"name\":\"a\",\"package\":\"a.deb\"}"));
            assertThat(job.at("/parameters/url")).isEqualTo(pushed.path("url"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|action",
                "{\"action\":1}|action",
                "{\"action\":\"Install it\"}|action",
                "{\"action\":\"stop\",\"name\":[]}|name",
                "{\"action\":\"stop\",\"name\":\"../x\"}|name",
                "{\"action\":\"stop\",\"parameters\":[]}|parameters",
                "{\"action\":\"stop\",\"timeout\":9223372036854775808}|timeout must be a number of 1 to 604800 s",
                "{\"action\":\"stop\",\"timeout\":\"soon\"}|timeout",
                "{\"action\":\"stop\",\"a\":1,\"parameters\":{\"a\":2}}|a is given twice",
                "{\"action\":\"install\",\"package\":\"none.deb\"}|none.deb",
                "{\"action\":\"install\",\"package\":\"none.deb\",\"url\":\"http://x/\"}|not both",
                "{\"action\":\"stop\",\"action\":\"start\"}|uplicate",
                "[]|object",
                "{\"action\":|JSON",
            })
    void refusesAJobSayingWhichFieldIsWrong(String body, String named) throws Exception {
        assertProblem(booter.post(jobs(), body), 400, named);
        assertThat(json(booter.get(jobs())).path("total").asInt()).isZero();
    }

    @Test
    void refusesAJobForAnUnknownHost() throws Exception {
        assertProblem(booter.post("/api/v2/hosts/none/jobs", "{\"action\":\"stop\"}"), 404, "none");
    }

    @Test
    void boundsABody() throws Exception {
        String large = "{\"action\":\"stop\",\"x\":\"" + "x".repeat(Call.MAX_BODY) + "\"}";
        assertProblem(booter.post(jobs(), large), 413, "bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/hosts?limit=0,limit",
        "/api/v2/hosts?limit=1001,limit",
        "/api/v2/hosts?limit=x,limit",
        "/api/v2/jobs?offset=-1,offset",
        "/api/v2/hosts?online=maybe,online",
        "/api/v2/jobs?status=lost,lost",
        "/api/v2/events?since=yesterday,since",
        "/api/v2/hosts?q=%zz,escape"
    })
    void refusesAQuerySayingWhichParameterIsWrong(String path, String named) throws Exception {
        String answer = booter.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).contains(" 400 ");
        if (!path.contains("%zz")) {
            assertProblem(booter.get(path), 400, named);
        }
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        assertProblem(booter.get("/api/v2/nothing"), 404, "/openapi.json");
        var wrong = booter.send("PATCH", "/api/v2/hosts", "{}");
        assertProblem(wrong, 405, "PATCH");
        assertThat(wrong.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void refusesABodyThatAWebPageCouldSend() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "text/json")) {
            var refused = booter.send("POST", jobs(), "{\"action\":\"stop\"}", "Content-Type", type);
            assertProblem(refused, 415, "application/json");
        }
        assertThat(booter.send(
                                "POST",
                                jobs(),
                                "{\"action\":\"stop\"}",
                                "Content-Type",
                                "Application/JSON; charset=utf-8")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void letsNoPageOfAnotherSiteChangeAnything() throws Exception {
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1")) {
            var refused = booter.send("DELETE", "/api/v2/hosts/" + sn, null, "Origin", origin);
            assertProblem(refused, 403, origin);
        }
        assertProblem(booter.get("/api/v2/hosts/" + sn, "Origin", "http://evil.example"), 403, "http://evil.example");
        assertThat(booter.send("DELETE", "/api/v2/hosts/" + sn, null, "Origin", booter.url(""))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void isNotFooledByAForeignNameThatPointsHere() throws Exception {
        String request = "DELETE /api/v2/hosts/" + sn
                + " HTTP/1.1\r\nHost: %1$s\r\nOrigin: http://%1$s\r\nConnection: close\r\n\r\n";
        assertThat(booter.raw(request.formatted("evil.example:8080"))).contains(" 403 ");
        String read = "GET %s HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        assertThat(booter.raw(read.formatted("/api/v2/hosts"))).contains(" 403 ");
        for (String path : List.of("/health", "/metrics", "/packages/a", "/openapi.json", "/%61pi/v2/hosts")) {
            assertThat(booter.raw(read.formatted(path))).as(path).contains(" 403 ");
        }
        assertThat(booter.raw(request.formatted("localhost:8080"))).contains(" 204");
    }

    @Test
    void tellsAWaitingRequestOfProgressAndOfTheResult() throws Exception {
        String id = job();
        booter.report(sn);
        try (var waiting = new Waiting()) {
            var progress = waiting.start(() -> booter.get("/api/v2/jobs/" + id + "?wait=60"));
            awaitWaiting(1);
            booter.report(
                    sn,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(new StatusReport.Progress(id, "stop", "a", 0.5, "half")));
            assertThat(json(progress.get(300, SECONDS)).at("/progress/done").asDouble())
                    .isEqualTo(0.5);
            var result = waiting.start(() -> booter.get("/api/v2/jobs/" + id + "?wait=60"));
            booter.report(
                    sn,
                    List.of(),
                    List.of(new StatusReport.Result(id, 103, "no such agent", "stop", "a")),
                    List.of(),
                    List.of());
            var job = json(result.get(300, SECONDS));
            assertThat(job.path("status").asText()).isEqualTo("failed");
            assertThat(job.path("errcode").asInt()).isEqualTo(103);
        }
        assertThat(json(booter.get("/api/v2/jobs/" + id + "?wait=60"))
                        .path("status")
                        .asText())
                .isEqualTo("failed");
    }

    @Test
    void givesAJobsOutputAsItComes() throws Exception {
        String id = job();
        booter.report(sn);
        String path = "/api/v2/jobs/" + id + "/output?wait=60&offset=";
        booter.outputs.append(sn, id, 0, "one".getBytes(StandardCharsets.UTF_8));
        assertPart(booter.get(path + 0), "one", "3", "false");
        try (var waiting = new Waiting()) {
            var more = waiting.start(() -> booter.get(path + 3));
            awaitWaiting(1);
            booter.outputs.append(sn, id, 3, "two".getBytes(StandardCharsets.UTF_8));
            assertPart(more.get(300, SECONDS), "two", "6", "false");
            var end = waiting.start(() -> booter.get(path + 6));
            awaitWaiting(1);
            booter.report(
                    sn, List.of(), List.of(new StatusReport.Result(id, 0, "", "stop", "a")), List.of(), List.of());
            assertPart(end.get(300, SECONDS), "", "6", "true");
        }
        assertPart(booter.get(path + 0), "onetwo", "6", "true");
        assertPart(booter.get("/api/v2/jobs/" + job() + "/output"), "", "0", "false");
        assertProblem(booter.get("/api/v2/jobs/none/output"), 404, "none");
        assertProblem(booter.get(path + -1), 400, "offset");
    }

    private static void assertPart(HttpResponse<String> reply, String body, String next, String complete) {
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(body);
        assertThat(reply.headers().firstValue("Output-Next")).contains(next);
        assertThat(reply.headers().firstValue("Output-Complete")).contains(complete);
    }

    @Test
    void answersAsItIsWhenTheWaitIsOver() throws Exception {
        String id = job();
        assertThat(json(booter.get("/api/v2/jobs/" + id + "?wait=1"))
                        .path("status")
                        .asText())
                .isEqualTo("queued");
        assertProblem(booter.get("/api/v2/jobs/" + id + "?wait=61"), 400, "wait");
        assertProblem(booter.get("/api/v2/jobs/none?wait=60"), 404, "none");
    }

    @Test
    void waitingHoldsNoThread() throws Exception {
        booter.close();
        int threads = 6;
        int requests = 4 * threads;
        booter = Booter.withThreads(home, threads, 4 * requests);
        sn = booter.host("web2");
        String id = job();
        booter.report(sn);
        try (var waiting = new Waiting()) {
            var answers = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < requests; i++) {
                String path = "/api/v2/jobs/" + id + (i % 2 == 0 ? "?wait=60" : "/output?wait=60");
                answers.add(waiting.start(() -> booter.get(path)));
            }
            awaitWaiting(requests);
            booter.report(
                    sn, List.of(), List.of(new StatusReport.Result(id, 0, "", "stop", "a")), List.of(), List.of());
            for (var answer : answers) {
                assertThat(answer.get(300, SECONDS).statusCode()).isEqualTo(200);
            }
        }
        awaitWaiting(0);
    }

    @Test
    void whatAWaitingRequestWaitsForMayBeRemoved() throws Exception {
        String id = job();
        try (var waiting = new Waiting()) {
            var answer = waiting.start(() -> booter.get("/api/v2/jobs/" + id + "?wait=60"));
            awaitWaiting(1);
            booter.fleet.registry().remove(Caller.LOCAL, sn);
            assertProblem(answer.get(300, SECONDS), 404, id);
        }
    }

    @Test
    void takesAJobBack() throws Exception {
        String id = job();
        assertThat(json(booter.send("DELETE", "/api/v2/jobs/" + id, null))
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        assertProblem(booter.send("DELETE", "/api/v2/jobs/" + id, null), 409, id);
        assertProblem(booter.send("DELETE", "/api/v2/jobs/none", null), 404, "none");
    }

    @Test
    void listsEvents() throws Exception {
        double time = System.currentTimeMillis() / 1000.0;
        var event = new StatusReport.Event("e1", time, "BasicAgent", "abnormal-exit", "exit code 1");
        booter.report(sn, List.of(), List.of(), List.of(event), List.of());
        for (String path : List.of("/api/v2/events?type=abnormal-exit", "/api/v2/hosts/" + sn + "/events")) {
            assertThat(json(booter.get(path)).at("/events/0/detail").asText()).isEqualTo("exit code 1");
        }
        assertThat(json(booter.get("/api/v2/events?agent=Other")).path("events"))
                .isEmpty();
        assertThat(json(booter.get("/api/v2/events?since=2999-01-01T00:00:00Z")).path("events"))
                .isEmpty();
    }

    @Test
    void showsFiguresToPrometheus() throws Exception {
        booter.report(sn, List.of(AGENT), List.of(), List.of(), List.of());
        job();
        assertThat(booter.send("POST", "/agent/status", "{}").statusCode()).isEqualTo(404);
        var metrics = booter.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body().lines())
                .contains(
                        "booter_hosts 1",
                        "booter_hosts_online 1",
                        "booter_agents{status=\"running\"} 1",
                        "booter_jobs{status=\"queued\"} 1",
                        "booter_report_duration_seconds_bucket{le=\"+Inf\"} 1",
                        "booter_report_duration_seconds_count 1",
                        "booter_reports_refused_total 1",
                        "part_size 7",
                        "# TYPE jvm_threads_current gauge")
                .allMatch(line -> line.matches("# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z]+=\"[^\"]*\"})? [-+.0-9E]+"));
    }

    @Test
    void isHealthyAsLongAsTheStoreAnswers() throws Exception {
        var healthy = booter.get("/health");
        assertThat(healthy.statusCode()).isEqualTo(200);
        assertThat(json(healthy))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"status\":\"ok\",\"version\":\"1.2.3\",\"warning\":\"everybody may come\"}"));
        booter.store.close();
        var ill = booter.get("/health");
        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(json(ill).path("status").asText()).isEqualTo("failed");
        assertProblem(booter.get("/api/v2/hosts"), 500, "log");
    }

    @Test
    void isIllAsLongAsAComponentHasFailed() throws Exception {
        booter.components.failed("org.bootagent.booter.A", """
                java.lang.reflect.InvocationTargetException
                \tat x.Y.z(Y.java:1)
                Caused by: java.lang.IllegalArgumentException: a/port cannot be listened on
                """);
        booter.components.waiting("org.bootagent.booter.B", "org.bootagent.A");

        var ill = booter.get("/health");

        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(json(ill).path("status").asText()).isEqualTo("failed");
        assertThat(json(ill).path("components").toString())
                .isEqualTo("[{\"name\":\"org.bootagent.booter.A\",\"reason\":\"a/port cannot be listened on\"},"
                        + "{\"name\":\"org.bootagent.booter.B\",\"reason\":\"waits for org.bootagent.A\"}]");
        booter.components.clear();
        assertThat(booter.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void isHealthyWithComponentsThatNobodyConfiguredAndThoseOfOthers() throws Exception {
        booter.components.unconfigured("org.bootagent.booter.B");
        booter.components.failed("org.example.A", "java.lang.IllegalStateException: no");
        booter.components.waiting("org.example.B", "org.example.A");

        assertThat(booter.get("/health").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/openapi.json", "/api/v2/hosts"})
    void answersHeadWithoutABody(String path) throws Exception {
        var head = booter.send("HEAD", path, null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private String jobs() {
        return "/api/v2/hosts/" + sn + "/jobs";
    }

    private String job() throws Exception {
        return json(booter.post(jobs(), "{\"action\":\"stop\",\"name\":\"a\"}"))
                .path("id")
                .asText();
    }

    private void awaitWaiting(int requests) {
        await().until(() -> booter.get("/metrics").body().contains("booter_requests_waiting " + requests + "\n"));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String named) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).contains(named);
    }

    /** Requests that are under way. */
    private static final class Waiting implements AutoCloseable {
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Future<HttpResponse<String>> start(Callable<HttpResponse<String>> request) {
            return threads.submit(request);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
