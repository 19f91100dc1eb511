package org.bootagent.booter.easyagent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Newcomer;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.feed.HostGateway;
import org.bootagent.booter.fleet.feed.SilentGateway;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobLanes;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.report.HostNews.NumberedResult;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that wait for a result. What is answered with an error does not run later. */
class SyncCallsTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    /** The calls that one address may have waiting. */
    private static final int SHARE = 100;

    @TempDir
    Path home;

    private final List<Socket> calls = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedStore store;
    private FleetServices fleet;
    private V1 api;
    private TestApi server;
    private Duration usual = Duration.ofSeconds(1);
    private UsageSource stream;

    @BeforeEach
    void start() throws Exception {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        fleet.registry().register(new RegisterRequest("web1", SN));
        open();
    }

    /** Starts again with another time to wait. */
    private void restart(Duration time) throws Exception {
        stop();
        usual = time;
        start();
    }

    private void open() throws Exception {
        api = new V1(
                fleet,
                new JobOutputStore(home, 1 << 30, fleet.jobs()),
                () -> stream,
                arch -> Optional.empty(),
                "1.2.3",
                home.resolve("log"),
                "",
                usual,
                4 * SHARE);
        server = new TestApi(api);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : calls) {
            socket.close();
        }
        api.close();
        server.close();
        store.close();
    }

    @Test
    void whatAHostDoesNotComeForInTimeIsTakenBack() throws Exception {
        String data = unreached(get(agent("beat") + "/startSync"));
        assertThat(data)
                .startsWith("agent执行命令失败: context deadline exceeded; ")
                .contains("no result after ", "taken back and will not run");
        assertThat(all()).extracting(FleetJob::status).containsExactly(JobStatus.CANCELLED);
    }

    @Test
    void whatAHostDoesNotAnswerInTimeIsToldToBeCancelled() throws Exception {
        Runnable reached = fleet.feed().connect(new SilentGateway(agentsn -> true));
        assertThat(unreached(get(agent("beat") + "/startSync")))
                .contains("no result after ", "may carry it out", "ask sidecar/" + SN + "/progress");
        reached.run();
        assertThat(all()).extracting(FleetJob::action).containsExactly("cancel", "cancel", "start");
        assertThat(all().get(0).parameterTree().has("waiting")).isFalse();
        assertThat(all().get(1).parameterTree().get("waiting").asBoolean()).isTrue();
    }

    /** The host has it and does what is to be done when it is asked to drop it if it has not begun. */
    private Runnable whenItIsToBeDropped(int errcode, String message) {
        return fleet.feed().connect(new HostGateway() {
            @Override
            public boolean reaches(String agentsn) {
                return true;
            }

            @Override
            public void deliver(List<FleetJob> jobs) {
                FleetJob job = jobs.get(0);
                if (job.action().equals("cancel")) {
                    end(job, 0, "");
                    end(fleet.jobs().get(job.parameterTree().get("job").asText()), errcode, message);
                }
            }
        });
    }

    @Test
    void whatHasWaitedForItsTurnAndRunsIsWaitedForAndNotEnded() throws Exception {
        Runnable unsubscribe = whenItIsToBeDropped(0, "");
        assertThat(ok(get(agent("beat") + "/startSync")).get("result").has("failed"))
                .isFalse();
        unsubscribe.run();
        assertThat(all()).extracting(FleetJob::action).containsExactly("cancel", "start");
        assertThat(all().get(0).parameterTree().get("waiting").asBoolean()).isTrue();
    }

    @Test
    void whatWaitsForItsTurnForTooLongIsTakenBackFromItsHost() throws Exception {
        Runnable unsubscribe = whenItIsToBeDropped(110, "cancelled before it began");
        assertThat(unreached(get(agent("beat") + "/startSync")))
                .contains("context deadline exceeded", "its turn did not come on the host", "will not run");
        unsubscribe.run();
    }

    @Test
    void timeCountsFromWhenTheHostHasIt() throws Exception {
        restart(Duration.ofSeconds(3));
        fleet.reports().report(report("a"));
        var answer = client.sendAsync(request(agent("beat") + "/startSync").build(), BodyHandlers.ofString());
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() == 1);
        FleetJob asked = all().get(0);
        await().atMost(Duration.ofMinutes(2))
                .until(() ->
                        asked.created().plusSeconds(1).isBefore(fleet.time().now()));
        fleet.reports().report(report("a"));
        FleetJob sent = fleet.jobs().get(asked.id());
        assertThat(sent.status()).isEqualTo(JobStatus.SENT);
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() == 2);
        assertThat(all().get(0).created()).isAfterOrEqualTo(sent.sent().plus(usual));
        end(sent, 0, "");
        ok(Json.MAPPER.readTree(answer.get().body()));
    }

    @Test
    void whatIsKeptForAHostThatIsAwayCanBeTakenBack() throws Exception {
        String agent = agent("beat");
        fleet.presence().note(List.of(fleet.hosts().get(SN)), false);
        ok(get(agent + "/startSync?keep=true"));
        String id = agent.substring("agent/".length());
        String cancel = "{\"agents\":{\"" + SN + "\":[\"" + id + "\"]}}";
        assertThat(ok(post("agent/cancelOperation", cancel))
                        .get("result")
                        .get(id)
                        .asText())
                .isEqualTo("ok");
        assertThat(all()).extracting(FleetJob::status).containsExactly(JobStatus.CANCELLED);
        assertThat(fleet.reports().report(report("a")).jobs()).isEmpty();
    }

    @Test
    void keepIsSaidInAnyCaseOrAsANumber() throws Exception {
        String agent = agent("beat");
        fleet.presence().note(List.of(fleet.hosts().get(SN)), false);
        for (String yes : List.of("true", "TRUE", "True", "1")) {
            ok(get(agent + "/startSync?keep=" + yes));
        }
        for (String no : List.of("false", "0", "")) {
            unreached(get(agent + "/startSync?keep=" + no));
        }
    }

    @Test
    void ofAHostThatIsAwayNothingIsAskedAndNothingKept() throws Exception {
        String agent = agent("beat");
        fleet.presence().note(List.of(fleet.hosts().get(SN)), false);
        String since = fleet.hosts().get(SN).onlineUntil().toString();
        for (JsonNode answer : everything(agent, "")) {
            assertThat(unreached(answer))
                    .startsWith("agent执行命令失败: not found sid; ")
                    .contains("host web1 (" + SN + ") is offline since " + since, "nothing is kept", "?keep=true");
        }
        assertThat(all()).isEmpty();
        assertThat(fleet.easy().agents(null, Slice.FIRST, fleet.time().now()).total())
                .isOne();
    }

    @Test
    void whatIsToBeKeptForAHostThatIsAwayIsAcceptedAndRunsWhenItComes() throws Exception {
        String agent = agent("beat");
        fleet.presence().note(List.of(fleet.hosts().get(SN)), false);
        var answers = everything(agent, "?keep=true");
        for (JsonNode answer : answers) {
            JsonNode data = ok(answer);
            assertThat(data.has("result")).isFalse();
            FleetJob job = fleet.jobs().get(data.get("operation_seq").asLong());
            assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        }
        assertThat(all()).hasSize(answers.size());
        assertThat(fleet.reports().report(report("a")).jobs()).hasSize(answers.size());
    }

    private List<JsonNode> everything(String agent, String keep) throws Exception {
        String script = "{\"execScript\":\"id\",\"timeout\":\"5m\"}";
        String install = "{\"collectorId\":\"%s\",\"name\":\"n\",\"installScript\":\"s\"}".formatted(SN);
        return List.of(
                get(agent + "/start" + keep),
                get(agent + "/startSync" + keep),
                get(agent + "/restartSync" + keep),
                post(agent + "/configSync" + keep, "{\"config_content\":\"c\"}"),
                post(agent + "/uninstallSync" + keep, "{\"shellScript\":\"s\"}"),
                post("sidecar/" + SN + "/execscript" + keep, script),
                post("sidecar/" + SN + "/execscriptSync" + keep, script),
                post("sidecar/" + SN + "/execscriptSyncBase64" + keep, script),
                post("sidecar/" + SN + "/execrestSync" + keep, "{\"method\":\"GET\",\"path\":\"x\"}"),
                post("agent/install" + keep, install),
                post("agent/installSync" + keep, install));
    }

    @Test
    void ofASerialNumberThatTwoHostsUseNothingIsAsked() throws Exception {
        List.of("a", "b", "a").forEach(run -> fleet.reports().report(report(run)));
        assertThat(fleet.presence().duplicate(SN)).isTrue();
        assertThat(unreached(get(agent("beat") + "/startSync")))
                .contains("two hosts use the serial number " + SN, "nothing is kept");
        assertThat(all()).isEmpty();
    }

    /** What is noted of a host comes a moment later than its stream ends. */
    @Test
    void originalIsAwayAsSoonAsItsStreamIs() throws Exception {
        var sidecar = new Sidecar(SN, true, "", "", "", "", 1, 0, 0, "", "");
        fleet.easy().register(List.of(new Newcomer(fleet.hosts().get(SN), sidecar, false)));
        assertThat(fleet.hosts().get(SN).online(fleet.time().now())).isTrue();
        assertThat(unreached(get(agent("beat") + "/restartSync"))).contains("not found sid");
        assertThat(all()).isEmpty();
    }

    /** Makes the host one with an original sidecar, which is connected. */
    private void original() throws Exception {
        stream = new Connected();
        restart(usual);
        var sidecar = new Sidecar(SN, true, "", "", "", "", 1, 0, 0, "", "");
        fleet.easy().register(List.of(new Newcomer(fleet.hosts().get(SN), sidecar, false)));
    }

    /** Sends the first of the jobs that wait for each other. */
    private void sendFirst() {
        assertThat(fleet.delivery().dueInTurn(List.of(SN), job -> new JobLanes.Lane(job.name(), 1)))
                .extracting(FleetJob::action)
                .containsExactly("stop");
    }

    private Map<String, JobStatus> states() {
        return all().stream().collect(Collectors.toMap(FleetJob::action, FleetJob::status));
    }

    @Test
    void restartOfAnOriginalThatIsNotSentInTimeDoesNothing() throws Exception {
        original();
        assertThat(unreached(get(agent("beat") + "/restartSync"))).contains("taken back and will not run");
        assertThat(states()).isEqualTo(Map.of("stop", JobStatus.CANCELLED, "start", JobStatus.CANCELLED));
    }

    @Test
    void originalThatWasStoppedIsStartedThoughTheCallerHasGone() throws Exception {
        usual = Duration.ofMinutes(10);
        original();
        Socket gone = call(agent("beat") + "/restartSync");
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() == 2);
        sendFirst();
        leave(gone, "close");
        // The next one that goes is noticed later.
        Socket next = call(agent("other") + "/startSync");
        leave(next, "close");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> all().stream()
                        .anyMatch(job -> job.name().equals("other") && job.status() == JobStatus.CANCELLED));
        assertThat(all().stream().filter(job -> job.name().equals("beat")))
                .extracting(FleetJob::action, FleetJob::status)
                .containsExactlyInAnyOrder(tuple("stop", JobStatus.SENT), tuple("start", JobStatus.QUEUED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void restartThatWasHalfSentWhenBooterWasKilledIsCompleted(boolean sent) throws Exception {
        usual = Duration.ofMinutes(10);
        original();
        var abandoned = client.sendAsync(request(agent("beat") + "/restartSync").build(), BodyHandlers.ofString());
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() == 2);
        if (sent) {
            sendFirst();
        }
        assertThat(abandoned.isDone()).isFalse();

        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());

        assertThat(states())
                .isEqualTo(
                        sent
                                ? Map.of("stop", JobStatus.SENT, "start", JobStatus.QUEUED)
                                : Map.of("stop", JobStatus.CANCELLED, "start", JobStatus.CANCELLED));
    }

    private static final class Connected implements UsageSource {
        @Override
        public Map<String, Object> ofHost(String agentsn) {
            return Map.of();
        }

        @Override
        public Map<String, Object> ofAgent(AgentIdentity agent) {
            return Map.of();
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public int connected() {
            return 1;
        }

        @Override
        public boolean connected(String agentsn) {
            return true;
        }

        @Override
        public boolean secure() {
            return false;
        }
    }

    @Test
    void hostThatNobodyKnowsIsAwayForEver() throws Exception {
        String none = "11111111-2222-3333-4444-555555555555";
        for (String host : List.of(none, "not-a-uuid")) {
            for (String keep : List.of("", "?keep=true")) {
                assertThat(unreached(post("sidecar/" + host + "/execscriptSync" + keep, "{\"execScript\":\"x\"}")))
                        .startsWith("agent执行命令失败: not found sid; ");
            }
        }
        String install = "{\"collectorId\":\"%s\",\"name\":\"n\",\"installScript\":\"s\"}".formatted(none);
        assertThat(unreached(post("agent/install", install))).contains("not found sid");
    }

    @Test
    void manyCallsWaitOnNoThreadAndOneTooManyIsRefusedBeforeItBegins() throws Exception {
        restart(Duration.ofMinutes(10));
        String agent = agent("beat");
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < SHARE; i++) {
            answers.add(client.sendAsync(request(agent + "/startSync").build(), BodyHandlers.ofString()));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() == SHARE);

        JsonNode refused = get(agent + "/startSync");
        assertThat(refused.get("code").asInt()).isEqualTo(100);
        assertThat(refused.get("msg").asText())
                .contains(
                        "as many calls wait already as may, 400 of all clients and a quarter of them of one address",
                        "nothing of it done",
                        "raise booter.easyagent.api/maxWaiting");
        assertThat(all()).hasSize(SHARE);
        assertThat(ok(get(agent + "/status")).get("status").asText())
                .as("others are answered")
                .isNotEmpty();

        all().forEach(job -> end(job, 0, ""));
        for (var answer : answers) {
            JsonNode data = ok(Json.MAPPER.readTree(answer.get().body()));
            assertThat(data.get("result").get("seqno").asLong())
                    .isEqualTo(data.get("operation_seq").asLong());
        }
        assertThat(get(agent + "/start").get("code").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface", "server"})
    void whoWaitsIsToldWhenBooterStops(String first) throws Exception {
        restart(Duration.ofMinutes(10));
        String agent = agent("beat");
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < SHARE; i++) {
            answers.add(client.sendAsync(request(agent + "/startSync").build(), BodyHandlers.ofString()));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> api.waiting() == SHARE);
        if (first.equals("interface")) {
            api.close();
        }
        server.stop();
        for (var answer : answers) {
            assertThat(unreached(Json.MAPPER.readTree(answer.get().body()))).contains("Booter is stopped");
        }
        assertThat(all()).extracting(FleetJob::status).containsOnly(JobStatus.CANCELLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface", "server"})
    void whoWaitsIsToldWhatBecomesOfTheOperationWhenBooterStops(String first) throws Exception {
        restart(Duration.ofMinutes(10));
        String agent = agent("beat");
        var sent = client.sendAsync(request(agent + "/startSync").build(), BodyHandlers.ofString());
        await().atMost(Duration.ofMinutes(2)).until(() -> api.waiting() == 1);
        fleet.reports().report(report("a"));
        var kept = client.sendAsync(request(agent + "/stopSync?keep=true").build(), BodyHandlers.ofString());
        var queued = client.sendAsync(request(agent + "/startSync").build(), BodyHandlers.ofString());
        await().atMost(Duration.ofMinutes(2)).until(() -> api.waiting() == 3);
        if (first.equals("interface")) {
            api.close();
        }
        server.stop();

        assertThat(unreached(Json.MAPPER.readTree(sent.get().body())))
                .contains("Booter is stopped; operation ", "is with the host and goes on; ask sidecar/");
        assertThat(unreached(Json.MAPPER.readTree(kept.get().body()))).contains("is kept for the host; ask sidecar/");
        assertThat(unreached(Json.MAPPER.readTree(queued.get().body()))).endsWith(" is taken back and will not run");
        assertThat(all())
                .extracting(FleetJob::status)
                .containsExactlyInAnyOrder(JobStatus.SENT, JobStatus.QUEUED, JobStatus.CANCELLED);
    }

    private static void leave(Socket socket, String how) throws IOException {
        if (how.equals("half")) {
            socket.shutdownOutput();
            return;
        }
        if (how.equals("reset")) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half"})
    void whatNobodyWaitsForAnyMoreIsTakenBackUnlessItIsKeptOrSent(String how) throws Exception {
        restart(Duration.ofMinutes(10));
        String agent = agent("beat");
        Socket sent = call(agent + "/startSync");
        fleet.reports().report(report("a"));
        Socket kept = call(agent + "/stopSync?keep=true");
        leave(sent, how);
        leave(kept, how);
        // Whoever goes after the others is noticed after them, at the latest the second time.
        for (int last = 1; last <= 2; last++) {
            Socket queued = call(agent + "/restartSync");
            leave(queued, how);
            await().atMost(Duration.ofMinutes(2)).until(() -> all().get(0).status() == JobStatus.CANCELLED);
        }
        assertThat(all())
                .extracting(FleetJob::status)
                .containsExactly(JobStatus.CANCELLED, JobStatus.CANCELLED, JobStatus.QUEUED, JobStatus.SENT);
    }

    @Test
    void clientThatGoesGivesItsPlaceBack() throws Exception {
        restart(Duration.ofMinutes(10));
        String agent = agent("beat");
        for (int i = 0; i < SHARE; i++) {
            call(agent + "/startSync");
        }
        assertThat(get(agent + "/startSync").get("code").asInt()).isEqualTo(100);
        for (Socket socket : calls) {
            socket.close();
        }
        await().atMost(Duration.ofMinutes(2))
                .until(() -> all().stream().allMatch(job -> job.status().finished()));
        call(agent + "/startSync");
    }

    /** Begins a call, and returns when its operation is there. */
    private Socket call(String path) throws Exception {
        int before = all().size();
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        calls.add(socket);
        String request = "GET /api/v1/" + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() > before);
        return socket;
    }

    /** A killed Booter answers nobody, so whoever waited asks again. */
    @Test
    void whatWaitsUnsentWhenBooterIsKilledDoesNotRunAfterIt() throws Exception {
        stop();
        usual = Duration.ofMinutes(10);
        start();
        String agent = agent("beat");
        var abandoned = client.sendAsync(request(agent + "/restartSync").build(), BodyHandlers.ofString());
        var kept = client.sendAsync(request(agent + "/startSync?keep=true").build(), BodyHandlers.ofString());
        ok(get(agent + "/stop"));
        await().atMost(Duration.ofMinutes(2)).until(() -> all().size() == 3);
        assertThat(List.of(abandoned, kept)).noneMatch(CompletableFuture::isDone);

        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());

        FleetJob restart = all().stream()
                .filter(job -> job.action().equals("restart"))
                .findFirst()
                .orElseThrow();
        assertThat(restart.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(restart.message())
                .isEqualTo("Booter was restarted before it was sent, and its caller has had no answer");
        assertThat(all().stream().filter(job -> job.status() == JobStatus.QUEUED))
                .extracting(FleetJob::action)
                .as("what is kept, or was answered")
                .containsExactlyInAnyOrder("start", "stop");
        assertThat(fleet.reports().report(report("a")).jobs()).hasSize(2);
    }

    @Test
    void cancelSaysOfEachAgentWhetherItsHostWasAsked() throws Exception {
        String beat = agent("beat").substring("agent/".length());
        String other = "44444444-2222-3333-4444-555555555555";
        fleet.registry().register(new RegisterRequest("web2", other));
        fleet.presence().note(List.of(fleet.hosts().get(other)), false);
        String agents = "{\"" + SN + "\":[\"" + beat + "\",\"" + beat + "\",\"x\"],\"" + other + "\":[\"" + other
                + "\"],\"x\":[\"y\"]}";
        JsonNode data = ok(post("agent/cancelOperation", "{\"agents\":" + agents + "}"));
        assertThat(data.get("agents")).isEqualTo(Json.MAPPER.readTree(agents));
        FleetJob job = all().get(0);
        assertThat(all()).hasSize(1);
        assertThat(job.action()).isEqualTo("cancel-agent");
        assertThat(job.parameters()).isEqualTo("{\"agent\":\"beat\"}");
        assertThat(data.get("operation_seq").toString()).isEqualTo("[" + job.seq() + "]");
        assertThat(data.get("result"))
                .isEqualTo(Json.MAPPER.readTree("{\"" + beat
                        + "\":\"ok\",\"x\":\"can't find agent, cancel failed\",\"" + other
                        + "\":\"not found sid\",\"y\":\"not found sid\"}"));
    }

    @Test
    void cancelOfNothingIsNothingAndOneThatIsNoneIsRefused() throws Exception {
        for (String body : List.of("{}", "{\"agents\":{}}", "{\"agents\":null}")) {
            assertThat(ok(post("agent/cancelOperation", body)).toString())
                    .isEqualTo("{\"agents\":{},\"operation_seq\":null,\"result\":{}}");
        }
        for (String body : List.of(
                "{",
                "[]",
                "{\"agents\":[]}",
                "{\"agents\":{\"x\":\"y\"}}",
                "{\"agents\":{\"x\":[7]}}",
                "{\"agents\":{\"x\":{\"a\":\"b\"}}}",
                "{\"agents\":{\"x\":[null]}}")) {
            JsonNode answer = post("agent/cancelOperation", body);
            assertThat(answer.get("code").asInt()).as(body).isEqualTo(100);
            assertThat(answer.get("msg").asText()).startsWith("param error: ");
        }
        assertThat(all()).isEmpty();
    }

    private String agent(String name) {
        return "agent/"
                + fleet.easy()
                        .install(
                                SN,
                                name,
                                "/bin/" + name,
                                "/etc/" + name,
                                fleet.time().now())
                        .agentId();
    }

    private List<FleetJob> all() {
        return fleet.jobs().list(JobFilter.ALL, new Slice(1000, 0)).items();
    }

    private void end(FleetJob job, int errcode, String message) {
        var result = new NumberedResult(job.seq(), 1, errcode, message);
        fleet.reports().take(List.of(HostNews.of(fleet.hosts().get(SN), List.of(result), List.of())));
    }

    private static StatusReport report(String run) {
        return new StatusReport(
                "web1",
                SN,
                "bootagent-1.2.3-x86_64",
                1,
                1,
                600,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                run);
    }

    private static JsonNode ok(JsonNode answer) {
        assertThat(answer.get("code").asInt()).as("%s", answer).isZero();
        return answer.get("data");
    }

    private static String unreached(JsonNode answer) {
        assertThat(answer.get("code").asInt()).as("%s", answer).isEqualTo(103);
        assertThat(answer.get("msg").asText()).isEqualTo("与agent通信失败: Rpc handle error");
        return answer.get("data").asText();
    }

    private JsonNode get(String path) throws Exception {
        return send(request(path));
    }

    private JsonNode post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url(path)));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        var response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }
}
