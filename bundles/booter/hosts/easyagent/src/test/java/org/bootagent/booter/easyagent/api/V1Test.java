package org.bootagent.booter.easyagent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.easyagent.Newcomer;
import org.bootagent.booter.fleet.easyagent.OfferedHostAgents;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobRequest;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V1Test {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedStore store;
    private FleetServices fleet;
    private JobOutputStore outputs;
    private OfferedHostAgents offers = arch -> Optional.empty();
    private V1 api;
    private TestApi server;

    @BeforeEach
    void start() throws Exception {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        outputs = new JobOutputStore(home, 1 << 30, fleet.jobs());
        api = new V1(
                fleet,
                outputs,
                () -> new TestUsages(),
                arch -> offers.newest(arch),
                "1.2.3",
                home.resolve("log"),
                "",
                Duration.ofSeconds(1),
                2);
        server = new TestApi(api);
        fleet.registry().register(new RegisterRequest("web1", SN));
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
        store.close();
    }

    @Test
    void installIsAJobAndItsProgressIsThere() throws Exception {
        JsonNode data = ok(post("agent/install", """
                {"collectorId":"%s","name":"file beat","binaryPath":"/opt/b","configurationPath":"/etc/b.yml",
                 "parameter":"-c,/etc/b.yml","installScript":"#!/bin/sh","installParameter":"x,y","workDir":"/opt",
                 "healthShell":"pgrep b","healthPeriod":"1m","healthStartPeriod":"1.5s","healthTimeout":"300ms",
                 "healthRetries":3,"timeout":"15m","runUser":"nobody"}""".formatted(SN)));
        FleetJob job = fleet.jobs().get(data.get("operation_seq").asLong());
        assertThat(job.action()).isEqualTo("script-install");
        assertThat(job.name()).isEqualTo("file-beat");
        assertThat(Json.MAPPER.readTree(job.parameters())).isEqualTo(Json.MAPPER.readTree("""
                {"script":"#!/bin/sh","args":["x","y"],"parameter":["-c","/etc/b.yml"],"binaryPath":"/opt/b",
                 "configurationPath":"/etc/b.yml","workdir":"/opt","user":"nobody","timeout":900,"agentId":"%s",
                 "keepFailed":true,"stopGrace":2,
                 "health":{"exec":["sh","-c","pgrep b"],"period":60.0,"startPeriod":1.5,"timeout":0.3,"retries":3}}""".formatted(
                        data.get("agent_id").asText())));
        String agent = "agent/" + data.get("agent_id").asText();
        assertThat(ok(get(agent + "/progress?operation_seq=" + job.seq()))
                        .get("progress")
                        .asDouble())
                .isZero();
        end(job, 0, "installed");
        fleet.reports()
                .report(report(
                        "a",
                        new StatusReport.Agent(
                                "file-beat", "", "stoped", 0, "stopped", 0, 0, "", "", Map.of(), "", "none", "")));
        JsonNode progress = ok(get(agent + "/install/progress?operation_seq=" + job.seq()));
        assertThat(progress.get("op_result").asInt()).isZero();
        assertThat(progress.get("op_name").asText()).isEqualTo("install");
        assertThat(progress.get("progress").asDouble()).isEqualTo(1);
        assertThat(progress.get("msg").asText()).isEqualTo("installed");
        assertThat(progress.get("collector_id").asText()).isEqualTo(SN);
        assertThat(ok(get(agent + "/name")).get("name").asText()).isEqualTo("file beat");
        assertThat(ok(get(agent + "/sid")).get("sidecar_id").asText()).isEqualTo(SN);
        assertThat(ok(get(agent + "/status")).get("status").asText()).isEqualTo("stoped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "healthPeriod|'999ms'|103|parameter(installAgent healthPeriod): healthPeriod less than 1 sec, ",
                "healthPeriod|''|103|parameter(installAgent healthPeriod): wrong healthPeriod format, ",
                "healthPeriod|'25h'|101|must be 1s to 24h0m0s",
                "healthStartPeriod|'25h'|101|must be 0s to 24h0m0s",
                "healthTimeout|'99ms'|101|must be 100ms to 24h0m0s",
                "timeout|''|103|parameter(installAgent timeout): wrong timeout format, ",
                "timeout|'0s'|103|parameter(installAgent timeout): timeout must greater than zero",
                "timeout|'-5s'|103|parameter(installAgent timeout): timeout must greater than zero",
                "timeout|'1w'|103|parameter(installAgent timeout): wrong timeout format, "
            })
    void aTimeThatTheHostWouldNotTakeIsNotSent(String field, String value, int code, String rule) throws Exception {
        String body =
                "{\"collectorId\":\"%s\",\"name\":\"b\",\"installScript\":\"x\",\"healthShell\":\"y\",\"%s\":\"%s\"}";

        JsonNode answer = post("agent/install", body.formatted(SN, field, value));

        assertThat(answer.get("code").asInt()).isEqualTo(code);
        assertThat(answer.get("data").toString()).contains(rule);
        assertThat(fleet.jobs().list(JobFilter.of(SN), Slice.FIRST).items()).isEmpty();
        assertThat(ok(get("agent")).get("total").asInt()).isZero();
    }

    @Test
    void timesThatAreNotGivenAreTheOriginals() throws Exception {
        String agent = agent("beat");
        String health = "{\"collectorId\":\"%s\",\"name\":\"b\",\"installScript\":\"x\",\"healthShell\":\"y\"%s}";
        var install = job(post("agent/install", health.formatted(SN, ""))).parameterTree();
        assertThat(install.get("timeout").asInt()).isEqualTo(900);
        assertThat(install.get("health").toString())
                .isEqualTo("{\"exec\":[\"sh\",\"-c\",\"y\"],\"period\":60.0,\"retries\":1,\"timeout\":60.0}");
        String empty =
                ",\"healthPeriod\":\"10s\",\"healthStartPeriod\":\"\",\"healthTimeout\":\"20s\",\"healthRetries\":0";
        assertThat(job(post("agent/install", health.formatted(SN, empty)))
                        .parameterTree()
                        .get("health")
                        .toString())
                .isEqualTo("{\"exec\":[\"sh\",\"-c\",\"y\"],\"period\":10.0,\"retries\":1,\"timeout\":10.0}");
        for (String timeout : List.of("", ",\"healthTimeout\":\"20m\"")) {
            var slow = job(post("agent/install", health.formatted(SN, ",\"healthPeriod\":\"10m\"" + timeout)));
            assertThat(slow.parameterTree().at("/health/timeout").asInt()).isEqualTo(600);
        }
        for (String call : List.of(agent + "/update", agent + "/uninstall")) {
            assertThat(job(post(call, "{\"shellScript\":\"s\"}"))
                            .parameterTree()
                            .get("timeout")
                            .asInt())
                    .isEqualTo(900);
        }
        Runnable unsubscribe = answering(0, "");
        String sidecar = "sidecar/" + SN;
        assertThat(job(post(sidecar + "/execscriptSync", "{\"execScript\":\"s\"}"))
                        .parameterTree()
                        .get("timeout")
                        .asInt())
                .isEqualTo(900);
        assertThat(job(post(sidecar + "/execrestSync", "{\"method\":\"GET\",\"path\":\"x\"}"))
                        .parameterTree()
                        .get("timeout")
                        .asInt())
                .isEqualTo(60);
        unsubscribe.run();
    }

    @Test
    void anInstallThatIsTooLongLeavesNoAgent() throws Exception {
        String script = "#".repeat(JobRequest.MAX_PARAMETERS);
        String body = "{\"collectorId\":\"" + SN + "\",\"name\":\"b\",\"installScript\":\"" + script + "\"}";

        wrong(post("agent/install", body), "characters, most is " + JobRequest.MAX_PARAMETERS);

        assertThat(ok(get("agent")).get("total").asInt()).isZero();
    }

    @Test
    void everyOperationOnAnAgentIsItsJob() throws Exception {
        String agent = agent("beat");
        var asked = List.of(
                Map.entry("start", get(agent + "/start")),
                Map.entry("start", get(agent + "/startWithParam?cpuLimit=0.5&memLimit=1048576&environment=A=b,C=d")),
                Map.entry("stop", get(agent + "/stop?stop_agent_options_type=1")),
                Map.entry("restart", get(agent + "/restart")),
                Map.entry("restart", post(agent + "/restart", "")),
                Map.entry("script-update", post(agent + "/update", "{\"shellScript\":\"s\",\"parameter\":\"a\"}")),
                Map.entry(
                        "configure", post(agent + "/config", "{\"config_content\":\"c\",\"config_path\":\"/etc/x\"}")),
                Map.entry(
                        "script-uninstall", post(agent + "/uninstall", "{\"shellScript\":\"s\",\"timeout\":\"90s\"}")));
        for (var one : asked) {
            FleetJob job =
                    fleet.jobs().get(ok(one.getValue()).get("operation_seq").asLong());
            assertThat(job.action()).isEqualTo(one.getKey());
            assertThat(job.name()).isEqualTo("beat");
        }
        assertThat(job(asked.get(1).getValue()).parameterTree().toString())
                .isEqualTo("{\"envs\":{\"A\":\"b\",\"C\":\"d\"},\"limits\":{\"CPU\":\"50%\",\"memory\":\"1048576\"},"
                        + "\"onlyStopped\":true,\"settle\":0}");
        assertThat(job(asked.get(3).getValue()).parameters()).isEqualTo("{\"settle\":0}");
        assertThat(job(asked.get(2).getValue()).parameters()).isEqualTo("{\"recover\":true}");
        assertThat(job(asked.get(6).getValue()).parameters()).isEqualTo("{\"content\":\"c\",\"path\":\"/etc/x\"}");
        assertThat(job(asked.get(7).getValue()).parameterTree().get("timeout").asInt())
                .isEqualTo(90);
    }

    @Test
    void everySyncCallAnswersWithTheResult() throws Exception {
        String agent = agent("beat");
        Runnable unsubscribe = answering(0, "fine");
        for (var response : List.of(
                get(agent + "/startSync"),
                post(agent + "/startSyncWithParam", "{\"cpuLimit\":0.1,\"environment\":{\"A\":\"b\"}}"),
                get(agent + "/stopSync"),
                get(agent + "/restartSync"),
                post(agent + "/configSync", "{\"config_content\":\"c\"}"),
                post(agent + "/uninstallSync", "{\"shellScript\":\"s\"}"),
                post(
                        "agent/installSync",
                        "{\"collectorId\":\"%s\",\"name\":\"n\",\"installScript\":\"s\"}".formatted(SN)))) {
            JsonNode result = ok(response).get("result");
            assertThat(result.has("failed")).isFalse();
            assertThat(result.path("message").asText()).isIn("fine", "");
        }
        unsubscribe.run();
    }

    @Test
    void agentThatWasUninstalledIsOnlyKnownByItsOperations() throws Exception {
        String agent = agent("beat");
        assertThat(ok(get(agent)).get("agent_name").asText()).isEqualTo("beat");
        Runnable unsubscribe = answering(0, "fine");
        long seq = ok(post(agent + "/uninstallSync", "{\"shellScript\":\"s\"}"))
                .get("operation_seq")
                .asLong();
        unsubscribe.run();
        for (String what : List.of("", "/status", "/name", "/sid", "/config", "/startSync", "/stop", "/restart")) {
            unknown(get(agent + what), "is not installed");
        }
        unknown(post(agent + "/uninstall", "{\"shellScript\":\"s\"}"), "is not installed");
        assertThat(text(agent + "/uninstallSync", "{\"shellScript\":\"s\"}"))
                .isEqualTo("{\"msg\":\"ok\",\"code\":0,\"data\":{\"agent_id\":\"" + agent.substring("agent/".length())
                        + "\",\"operation_seq\":-1,\"result\":{\"message\":\"agent already uninstall\"}}}");
        for (String whose : List.of(agent + "/", "sidecar/" + SN + "/")) {
            JsonNode progress = ok(get(whose + "progress?operation_seq=" + seq));
            assertThat(progress.get("progress").asDouble()).isEqualTo(1);
            assertThat("agent/" + progress.get("agent_id").asText()).isEqualTo(agent);
        }
        assertThat(ok(get(agent + "/events")).get("total").asInt()).isZero();
    }

    @Test
    void scriptsAnswerWithWhatTheyWrote() throws Exception {
        Runnable unsubscribe = answering(400, "exit code 3");
        JsonNode result = ok(post("sidecar/" + SN + "/execscriptSync", "{\"execScript\":\"id\",\"timeout\":\"5s\"}"))
                .get("result");
        assertThat(result.toString()).contains("\"failed\":true").contains("\"response\":\"exit code 3\"");
        JsonNode data = ok(post("sidecar/" + SN + "/execscriptSyncBase64", "{\"execScript\":\"id\"}"));
        assertThat(data.get("result").get("response").asText()).isEqualTo(base64("exit code 3"));
        assertThat(fleet.jobs()
                        .get(data.get("operation_seq").asLong())
                        .parameterTree()
                        .get("script")
                        .asText())
                .isEqualTo("id");
        assertThat(ok(post("sidecar/" + SN + "/execrestSync", "{\"method\":\"GET\",\"path\":\"/x\"}"))
                        .get("sidecar_id")
                        .asText())
                .isEqualTo(SN);
        unsubscribe.run();
        FleetJob job = job(post("sidecar/" + SN + "/execscript", "{\"execScript\":\"id\",\"parameter\":\"-u,-n\"}"));
        assertThat(job.parameterTree().get("args").toString()).isEqualTo("[\"-u\",\"-n\"]");
        assertThat(ok(get("sidecar/" + SN + "/progress?operation_seq=" + job.seq()))
                        .has("op_time"))
                .isTrue();
    }

    @Test
    void answersAreTheOriginalsToTheLetter() throws Exception {
        register(new Sidecar(SN, true, "", "", "", "", 1, 0, 0, "", ""));
        String agent = agent("beat");
        String id = agent.substring("agent/".length());
        String exec = "sidecar/" + SN + "/execscriptSync";
        String script = "{\"execScript\":\"#!/bin/sh\\n\",\"timeout\":\"5s\"}";
        String begin = "{\"msg\":\"ok\",\"code\":0,\"data\":{";
        Runnable unsubscribe = answering(0, "");
        assertThat(text(agent + "/startSync", null))
                .isEqualTo(begin + "\"agent_id\":\"" + id
                        + "\",\"operation_seq\":1,\"result\":{\"seqno\":1,\"agentId\":\"" + id + "\"}}}");
        assertThat(text(exec, script))
                .isEqualTo(begin + "\"operation_seq\":2,\"result\":{\"seqno\":2,"
                        + "\"agentId\":\"00000000-0000-0000-0000-000000000000\"},\"sidecar_id\":\"" + SN + "\"}}");
        assertThat(text(exec + "Base64", script)).isEqualTo(text(exec, script).replace(":4", ":3"));
        unsubscribe.run();
        unsubscribe = answering(400, "no luck\n");
        assertThat(text(agent + "/startSync", null))
                .endsWith("\"result\":{\"seqno\":5,\"agentId\":\"" + id
                        + "\",\"failed\":true,\"message\":\"no luck\\n\"}}}");
        assertThat(text(exec, script))
                .contains("\"result\":{\"seqno\":6,\"failed\":true,\"response\":\"no luck\\n\",\"agentId\":\"0000");
        assertThat(text(exec, script.replace("}", ",\"agentId\":\"" + id + "\"}")))
                .contains("\"no luck\\n\",\"agentId\":\"" + id + "\"}");
        unsubscribe.run();
        assertThat(text("agent/install", "{\"collectorId\":\"x\"}"))
                .startsWith(
                        "{\"msg\":\"请求参数错误: Invalid parameter(s)\",\"code\":101,\"data\":{\"collectorId\":\"collectorId"
                                + " not uuid format");
    }

    /** As EasyAgent's client does: again, as long as it is told that nothing has failed. */
    @Test
    void aClientThatAsksAgainWhileNothingHasFailedAsksOnce() throws Exception {
        String agent = agent("beat");
        Runnable unsubscribe = answering(0, "success");
        for (String[] call : new String[][] {
            {agent + "/startSync", null},
            {agent + "/stopSync", null},
            {agent + "/configSync", "{\"config_content\":\"c\"}"},
            {"sidecar/" + SN + "/execscriptSync", "{\"execScript\":\"#!/bin/sh\\n\"}"},
            {"sidecar/" + SN + "/execrestSync", "{\"method\":\"GET\",\"path\":\"x\"}"},
            {agent + "/uninstallSync", "{\"shellScript\":\"#!/bin/sh\\n\"}"}
        }) {
            long before = fleet.jobs().list(JobFilter.ALL, Slice.FIRST).total();
            JsonNode result;
            int asked = 0;
            do {
                result = ok(Json.MAPPER.readTree(text(call[0], call[1]))).get("result");
                asked++;
            } while (asked < 3 && result.has("failed") && !result.get("failed").asBoolean());
            assertThat(fleet.jobs().list(JobFilter.ALL, Slice.FIRST).total())
                    .as(call[0])
                    .isEqualTo(before + 1);
        }
        unsubscribe.run();
    }

    @Test
    void scriptThatIsOverItsTimeIsAnsweredInTheOriginalsWords() throws Exception {
        Runnable unsubscribe = fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                try {
                    outputs.append(SN, jobs.get(0).id(), 0, "begun\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                end(jobs.get(0), 203, "not done in its time; it was ended by SIGTERM");
            }
        });
        JsonNode data = ok(post("sidecar/" + SN + "/execscriptSync", "{\"execScript\":\"s\",\"timeout\":\"2s\"}"));
        assertThat(data.get("result").get("response").asText()).isEqualTo("context deadline exceeded");
        assertThat(data.get("result").get("failed").asBoolean()).isTrue();
        assertThat(fleet.jobs().get(data.get("operation_seq").asLong()).message())
                .startsWith("not done in its time");
        JsonNode coded = ok(post("sidecar/" + SN + "/execscriptSyncBase64", "{\"execScript\":\"s\"}"));
        assertThat(coded.get("result").get("response").asText()).isEqualTo(base64("context deadline exceeded"));
        unsubscribe.run();
    }

    @Test
    void requestsAndTheirAnswersTravelInBase64() throws Exception {
        byte[] answered = {(byte) 0xff, 0, 'a'};
        Runnable unsubscribe = fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                try {
                    outputs.append(SN, jobs.get(0).id(), 0, answered);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                end(jobs.get(0), 0, "HTTP 200");
            }
        });
        String rest = "{\"method\":\"POST\",\"path\":\"clientgo/x\",\"query\":\"?a=1\",\"body\":\"%s\"}";
        JsonNode data = ok(post("sidecar/" + SN + "/execrestSync", rest.formatted(base64("{\"k\":1}"))));
        unsubscribe.run();
        var asked = fleet.jobs().get(data.get("operation_seq").asLong()).parameterTree();
        assertThat(asked.get("path").asText() + asked.get("query").asText()).isEqualTo("clientgo/x?a=1");
        assertThat(asked.get("body").asText()).isEqualTo(base64("{\"k\":1}"));
        assertThat(asked.get("contentType").asText("json")).isEmpty();
        assertThat(asked.get("anyStatus").asBoolean())
                .as("the status is ignored")
                .isTrue();
        assertThat(data.get("result").get("response").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(answered));
        wrong(post("sidecar/" + SN + "/execrestSync", rest.formatted("not base64!")), "body must be base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../admin", "/..", "a/%2e%2e/../b"})
    void requestThatLeavesTheTargetIsRefused(String path) throws Exception {
        wrong(
                post("sidecar/" + SN + "/execrestSync", "{\"method\":\"GET\",\"path\":\"" + path + "\"}"),
                "path must not go above the host's target");
        assertThat(fleet.jobs().list(JobFilter.of(SN), Slice.FIRST).items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "GET", "HEAD", "PURGE"})
    void requestOfAnyMethodMayHaveABody(String method) throws Exception {
        String rest = "{\"method\":\"%s\",\"path\":\"x\",\"body\":\"%s\"}".formatted(method, base64("{}"));
        Runnable unsubscribe = fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                end(jobs.get(0), 0, "HTTP 200");
            }
        });
        var asked = asked(post("sidecar/" + SN + "/execrestSync", rest));
        unsubscribe.run();
        assertThat(asked.get("method").asText()).isEqualTo(method);
        assertThat(asked.get("body").asText()).isEqualTo(base64("{}"));
    }

    @Test
    void namesOfFieldsAreTakenInAnyCase() throws Exception {
        String body = "{\"EXECSCRIPT\":\"first\",\"execscript\":\"id\",\"TimeOut\":\"+5s\",\"timeout\":null}";
        var asked = asked(post("sidecar/" + SN + "/execscript", body));
        assertThat(asked.get("script").asText()).isEqualTo("id");
        assertThat(asked.get("timeout").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"1.5h,5400", "100ms,1", "168h,604800", "169h,604800", "2540400h,604800", "1h1m1s1ns,3662"})
    void timesAreReadAsTheOriginalReadsThem(String time, int seconds) throws Exception {
        String body = "{\"execScript\":\"id\",\"timeout\":\"" + time + "\"}";
        assertThat(asked(post("sidecar/" + SN + "/execscript", body))
                        .get("timeout")
                        .asInt())
                .isEqualTo(seconds);
    }

    private JsonNode asked(JsonNode answer) {
        return fleet.jobs().get(ok(answer).get("operation_seq").asLong()).parameterTree();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url(path)));
        var response = client.send(
                (body == null ? request : request.POST(BodyPublishers.ofString(body))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=UTF-8");
        return response.body();
    }

    @Test
    void configurationIsReadFromTheHost() throws Exception {
        String agent = agent("beat");
        String relative = "agent/"
                + fleet.easy()
                        .install(
                                SN,
                                "wing",
                                "/bin/wing",
                                "wing.conf",
                                fleet.time().now())
                        .agentId();
        var readers = new ArrayList<String>();
        Runnable unsubscribe = fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                try {
                    readers.add(jobs.get(0).name());
                    outputs.append(SN, jobs.get(0).id(), 0, "key: value".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                end(jobs.get(0), 0, "");
            }
        });
        for (String one : List.of(agent, relative)) {
            assertThat(ok(get(one + "/config")).get("config_content").asText()).isEqualTo("key: value");
        }
        unsubscribe.run();
        assertThat(readers).as("whose directory it is read in").containsExactly("", "wing");
        wrong(get(relative + "/progress"), "has no operation");
    }

    @Test
    void ofMuchOutputTheFirstAndTheLastPartAreAnswered() throws Exception {
        String agent = agent("beat");
        int most = ResultText.MAX_RESPONSE;
        Runnable unsubscribe = fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                try {
                    outputs.append(SN, jobs.get(0).id(), 0, "x".repeat(most + 1).getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                end(jobs.get(0), 0, "");
            }
        });
        String part = "x".repeat(128 << 10);
        JsonNode data = ok(post("sidecar/" + SN + "/execscriptSync", "{\"execScript\":\"id\"}"));
        assertThat(data.get("result").get("response").asText())
                .isEqualTo(part + "\n... omitting " + (most + 1 - (256 << 10)) + " bytes ...\n" + part);

        JsonNode config = get(agent + "/config");
        assertThat(config.get("code").asInt()).isEqualTo(100);
        assertThat(config.get("data").asText())
                .startsWith("/etc/beat has " + (most + 1) + " bytes, of which none are given");
        unsubscribe.run();
    }

    /** As the handlers of our host say it, and as the recorded sidecar did. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "startSync|114|agent beat runs already; stop it first, or restart it|agent ID is already running",
                "startSync|401|Agent beat does not start: there is no /opt/none, or no interpreter for it|"
                        + "run agent ID error: fork/exec /opt/none: no such file or directory",
                "startSync|401|No user ghost on this host; create it first|"
                        + "agent ID run with user ghost error: user: unknown user ghost",
                "startSync|103|no agent 'beat' is installed on this host; install it first|start ID, but can't find it",
                "restartSync|103|no agent 'beat' is installed on this host; install it first|start ID, but can't find it",
                "stopSync|103|no agent 'beat' is installed on this host; install it first|stop ID, but can't find it",
                "startSync|0|success; but netLimit has no effect: this host limits no network traffic|",
                "stopSync|0|success; but it has left running: 4711 (sleep)|",
                "configSync|0|wrote /opt/demo/a.conf|",
                "configSync|204|the configuration of beat cannot be written: there is no directory /opt/no, which has to"
                        + " be made first; /opt/no/b.conf is as it was|open /opt/no/b.conf: no such file or directory",
                "uninstallSync|103|no agent 'beat' is installed on this host; install it first|"
                        + "can't find agent, uninstall fail",
                "uninstallSync|406|exit code 6\\nwill not|will not",
                "uninstallSync|203|not done in its time; it was ended by SIGTERM|",
                "execscriptSync|406|exit code 3|",
                "execscriptSync|203|not done in its time|context deadline exceeded",
                "execscriptSync|110|cancelled; it was ended by SIGTERM|context canceled",
                "execrestSync|102|method 'BAD METHOD' is none of HTTP|net/http: invalid method \"BAD METHOD\""
            })
    void whatOursSaysIsAnsweredInTheOriginalsWords(String call, int errcode, String said, String words)
            throws Exception {
        String agent = agent("beat");
        String id = agent.replace("agent/", "");
        Runnable unsubscribe = answering(errcode, said.replace("\\n", "\n"));
        JsonNode answer = ok(
                switch (call) {
                    case "startSync", "stopSync", "restartSync" -> get(agent + "/" + call);
                    case "configSync" -> post(agent + "/" + call, "{\"config_content\":\"c\"}");
                    case "uninstallSync" -> post(agent + "/" + call, "{\"shellScript\":\"s\"}");
                    case "execrestSync" -> post("sidecar/" + SN + "/" + call, "{\"method\":\"GET\",\"path\":\"x\"}");
                    default -> post("sidecar/" + SN + "/" + call, "{\"execScript\":\"s\"}");
                });
        unsubscribe.run();
        JsonNode result = answer.get("result");
        String expected = words == null ? "" : words.replace("ID", id);
        String text = result.path("message").asText(result.path("response").asText());
        assertThat(
                        call.equals("execrestSync")
                                ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
                                : text)
                .isEqualTo(expected);
        assertThat(result.has("failed")).isEqualTo(errcode != 0);
    }

    @Test
    void aHealthCheckThatMayFailTooOftenIsAnsweredInTheOriginalsWords() throws Exception {
        Runnable unsubscribe = answering(102, "health retries is 21, must be at most 20");
        JsonNode data = ok(post(
                "agent/installSync",
                "{\"collectorId\":\"%s\",\"name\":\"n\",\"installScript\":\"s\",\"healthShell\":\"x\",\"healthRetries\":21}"
                        .formatted(SN)));
        unsubscribe.run();
        assertThat(data.get("result").get("message").asText())
                .isEqualTo("agent " + data.get("agent_id").asText() + " health-retries too big (> 20)");
    }

    @ParameterizedTest
    @CsvSource({"-1,x", "-1,''", "1.5,''", "few,''"})
    void aNumberOfTriesThatIsNoneIsRefused(String retries, String shell) throws Exception {
        String body =
                "{\"collectorId\":\"%s\",\"name\":\"n\",\"installScript\":\"s\",\"healthShell\":\"%s\",\"healthRetries\":\"%s\"}";
        wrong(post("agent/install", body.formatted(SN, shell, retries)), "healthRetries is '" + retries + "'");
        assertThat(fleet.jobs().list(JobFilter.ALL, Slice.FIRST).total()).isZero();
    }

    @Test
    void configurationMustBeThereToBeWritten() throws Exception {
        String agent = agent("beat");
        for (String body : List.of("{}", "{\"configContent\":\"x\"}", "{\"config_content\":null}")) {
            wrong(post(agent + "/config", body), "config_content is missing");
            wrong(post(agent + "/configSync", body), "config_content is missing");
        }
        wrong(post(agent + "/config", "{\"config_content\":5}"), "config_content must be a string");
        assertThat(fleet.jobs().list(JobFilter.of(SN), Slice.FIRST).items()).isEmpty();
        assertThat(job(post(agent + "/config", "{\"config_content\":\"\"}"))
                        .parameterTree()
                        .get("content")
                        .asText())
                .isEmpty();
    }

    private static String unreached(JsonNode answer) {
        assertThat(answer.get("code").asInt()).as("%s", answer).isEqualTo(103);
        assertThat(answer.get("msg").asText()).isEqualTo("与agent通信失败: Rpc handle error");
        return answer.get("data").asText();
    }

    private static StatusReport report(String run, StatusReport.Agent... agents) {
        return new StatusReport(
                "web1",
                SN,
                "bootagent-1.2.3-x86_64",
                1,
                1,
                600,
                List.of(agents),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                run);
    }

    @Test
    void whatIsNotOverYetHasTheFieldsOfItsEndEmpty() throws Exception {
        String agent = agent("beat");
        FleetJob job = job(get(agent + "/start"));
        JsonNode before = ok(get(agent + "/progress?operation_seq=" + job.seq()));
        assertThat(before.has("op_result")).isTrue();
        assertThat(before.get("op_result").isNull()).isTrue();
        assertThat(before.has("finish_time")).isTrue();
        assertThat(before.get("finish_time").isNull()).isTrue();
        end(job, 400, "it crashes");
        JsonNode after = ok(get(agent + "/progress?operation_seq=" + job.seq()));
        assertThat(after.get("op_result").asInt()).isEqualTo(1);
        assertThat(after.get("finish_time").asText())
                .isEqualTo(fleet.jobs().get(job.seq()).finished().toString());
    }

    @Test
    void syncCallAndProgressAgreeOnAFailure() throws Exception {
        String agent = agent("beat");
        Runnable unsubscribe = answering(400, "it crashes");
        JsonNode data = ok(get(agent + "/startSync"));
        JsonNode progress = ok(get(
                agent + "/progress?operation_seq=" + data.get("operation_seq").asLong()));
        assertThat(data.get("result").get("failed").asBoolean()).isTrue();
        assertThat(data.get("result").has("progress")).isFalse();
        assertThat(progress.get("progress").asDouble()).isEqualTo(1);
        assertThat(progress.get("op_result").asInt()).isEqualTo(1);
        unsubscribe.run();
    }

    @Test
    void aPageThatIsNoneIsRefusedByItsName() throws Exception {
        agent("beat");
        agent("wing");
        for (String list : List.of("agent", "sidecar", "sidecar/" + SN + "/agents", agent("leg") + "/events")) {
            for (String field : List.of("page", "pageSize", "page_size", "offset")) {
                for (String value : List.of("abc", "-1", "1.5", "1e3", "0x1", "99999999999999999999", "200000000")) {
                    wrong(get(list + "?" + field + "=" + value), field + " is '" + value + "', must be a whole number");
                }
            }
        }
        wrong(get("agent?page_size=1001"), "page_size is '1001', must be a whole number from 0 to 1000");
        for (String size : List.of("pageSize", "page_size", "limit")) {
            JsonNode second = ok(get("agent?page=2&" + size + "=2"));
            assertThat(second.get("list")).hasSize(1);
            assertThat(second.get("total").asInt()).isEqualTo(3);
            assertThat(ok(get("agent?page=1000000&" + size + "=1000")).get("list"))
                    .isEmpty();
        }
        assertThat(ok(get("agent?page=0&pageSize=0&offset=&limit=")).get("list"))
                .hasSize(3);
        for (String list : List.of("agent", "sidecar", "sidecar/" + SN + "/agents")) {
            wrong(get(list + "?page=1&page_size=2&offset=1"), "offset is '1' beside page");
        }
        assertThat(ok(get("agent?page=2&page_size=2&offset=0")).get("list")).hasSize(1);
        assertThat(ok(get("agent?page=0&limit=2&offset=2")).get("list")).hasSize(1);
    }

    @Test
    void agentsOfAHostThatIsOfflineAreUnknownUntilItIsBack() throws Exception {
        String agent = agent("beat");
        var running =
                new StatusReport.Agent("beat", "1", "running", 5, "running", 77, 0, "", "", Map.of(), "", "none", "");
        fleet.reports().report(report("a", running));
        assertStatus(agent, "running");
        fleet.presence().note(List.of(fleet.hosts().get(SN)), false);
        assertStatus(agent, "unknown");
        fleet.reports().report(report("a", running));
        assertStatus(agent, "running");
    }

    private void assertStatus(String agent, String status) throws Exception {
        assertThat(ok(get(agent + "/status")).get("status").asText()).isEqualTo(status);
        assertThat(ok(get(agent)).get("status").asText()).isEqualTo(status);
        for (String list : List.of("agent", "sidecar/" + SN + "/agents")) {
            assertThat(ok(get(list)).get("list").get(0).get("status").asText()).isEqualTo(status);
        }
    }

    @Test
    void anInstallThatFailedIsNoAgentAndItsProgressIsThere() throws Exception {
        JsonNode data = ok(
                post("agent/install", "{\"collectorId\":\"%s\",\"name\":\"n\",\"installScript\":\"s\"}".formatted(SN)));
        FleetJob job = fleet.jobs().get(data.get("operation_seq").asLong());
        assertThat(ok(get("agent")).get("total").asInt()).isEqualTo(1);
        end(job, 400, "exit code 3");
        assertThat(ok(get("agent")).get("total").asInt()).isZero();
        assertThat(ok(get("sidecar/" + SN + "/agents")).get("list")).isEmpty();
        String agent = "agent/" + data.get("agent_id").asText();
        unknown(get(agent + "/status"), "is not installed");
        JsonNode progress = ok(get(agent + "/install/progress?operation_seq=" + job.seq()));
        assertThat(progress.get("op_result").asInt()).isEqualTo(1);
        assertThat(progress.get("msg").asText()).isEqualTo("exit code 3");
    }

    @Test
    void failureOfTheWayIsToldFromThatOfTheAgent() throws Exception {
        Runnable unsubscribe = answering(203, "no answer");
        String agent = agent("beat");
        assertThat(ok(get(agent + "/startSync")).get("result").get("message").asText())
                .as("a host of ours has said so itself")
                .isEqualTo("no answer");
        register(new Sidecar(SN, true, "", "", "", "", 1, 0, 0, "", ""));
        assertThat(unreached(get(agent + "/startSync"))).contains("context deadline exceeded", "no answer");
        unsubscribe.run();
    }

    @Test
    void listsAndFields() throws Exception {
        register(new Sidecar(SN, true, "linux", "debian", "12", "", 4, 8, 9, "10.0.0.7", ""));
        String agent = agent("beat");
        fleet.reports()
                .take(List.of(HostNews.of(
                        fleet.hosts().get(SN),
                        List.of(),
                        List.of(new StatusReport.Event("e", 5, "beat", "abnormal-exit", "exit code 1")))));
        assertThat(ok(get("agent?page=1&page_size=10")).get("total").asInt()).isEqualTo(1);
        assertThat(ok(get(agent)).get("cpu_usage").asDouble()).isEqualTo(0.5);
        assertThat(ok(get(agent + "/events")).get("list").get(0).get("detail").asText())
                .isEqualTo("exit code 1");
        assertThat(ok(post("sidecar/" + SN + "/rename", "{\"name\":\"front\"}"))
                        .get("name")
                        .asText())
                .isEqualTo("front");
        JsonNode sidecar = ok(get("sidecar")).get("list").get(0);
        assertThat(sidecar.get("name").asText()).isEqualTo("front");
        assertThat(sidecar.get("cpu_cores").asInt()).isEqualTo(4);
        assertThat(sidecar.get("mem_usage").asInt()).isEqualTo(7);
        assertThat(ok(get("sidecar/" + SN)).get("os_platform").asText()).isEqualTo("debian");
        assertThat(ok(get("sidecar/" + SN + "/status")).get("status").asText()).isEqualTo("online");
        assertThat(ok(get("sidecar/" + SN + "/agents")).get("total").asInt()).isEqualTo(1);
        for (String command : List.of("UPDATE_SIDECAR_CONFIG", "UPDATE_SIDECAR")) {
            assertThat(ok(post("sidecar/" + SN + "/control", "{\"cmd\":\"" + command + "\"}"))
                            .isNull())
                    .as("an original is sent no %s", command)
                    .isTrue();
        }
        assertThat(ok(get("sys/version")).get("version").asText()).isEqualTo("1.2.3");
        assertThat(ok(get("sys/host")).get("sidecars").asInt()).isEqualTo(1);
        assertThat(ok(get("sys/rpc-server")).get("port").asInt()).isEqualTo(9090);
    }

    @Test
    void rowsAreReadAsTheOriginalReadsThem() throws Exception {
        String first = "00000000-0000-4000-8000-000000000001";
        fleet.registry().register(new RegisterRequest("zeta", first));
        assertThat(ids("sidecar", "id")).containsExactly(SN, first);
        assertThat(ids("sidecar?start=1&limit=1", "id")).containsExactly(first);
        assertThat(ids("sidecar?start=5", "id")).isEmpty();
        assertThat(ids("sidecar?start=x&limit=y", "id")).containsExactly(SN, first);
        assertThat(ids("sidecar?sort-by=id&sort-dir=desc", "id")).containsExactly(SN, first);
        assertThat(ids("sidecar?sort-by=id&sort-dir=up&limit=1", "id")).containsExactly(first);
        assertThat(get("sidecar?sort-by=nosuch").get("data").asText())
                .startsWith("获取agent数据失败: Error 1054: Unknown column 'nosuch' in 'ORDER BY'");
        assertThat(ok(get("sidecar?limit=1")).get("total").asInt()).isEqualTo(2);
        JsonNode one = ok(get("sidecar")).get("list").get(0);
        assertThat(one.get("auto-deploy").asBoolean() || one.get("auto-update").asBoolean())
                .isFalse();

        for (int i = 0; i < 12; i++) {
            agent("beat" + i);
        }
        String agents = "sidecar/" + SN + "/agents";
        assertThat(ids(agents, "agent_id")).hasSize(10);
        assertThat(ids(agents + "?limit=0", "agent_id")).hasSize(12).doesNotHaveDuplicates();
        assertThat(ids(agents + "?limit=0&sort-by=agent_id", "agent_id")).isSorted();
        assertThat(ids("sidecar/11111111-2222-3333-4444-555555555555/agents", "agent_id"))
                .isEmpty();
        assertThat(get("sidecar/xyz/agents").get("data").toString())
                .isEqualTo("{\"sidecar_id\":\"uuid: incorrect UUID length: xyz\"}");
    }

    private List<String> ids(String path, String field) throws Exception {
        var ids = new ArrayList<String>();
        ok(get(path)).get("list").forEach(row -> ids.add(row.get(field).asText()));
        return ids;
    }

    @Test
    void whatTheOriginalDoesNothingAboutIsAnsweredAsItDoes() throws Exception {
        String agent = agent("beat");
        String nothing = "{\"msg\":\"ok\",\"code\":0,\"data\":null}";
        assertThat(text(agent + "/autoupdate", null)).isEqualTo(nothing);
        assertThat(text(agent + "/name", "{\"name\":\"x\"}")).isEqualTo(nothing);
        assertThat(text("sidecar/" + SN + "/install", "{}")).isEqualTo(nothing);
        assertThat(text("sidecar/" + SN + "/exescript/progress", "{}")).isEqualTo(nothing);
    }

    @Test
    void scriptForAnAgentThatIsNotKnownHereGoesToTheHost() throws Exception {
        String other = "44444444-2222-3333-4444-555555555555";
        fleet.registry().register(new RegisterRequest("web2", other));
        String unknown = "11111111-2222-3333-4444-555555555555";
        String others = fleet.easy()
                .install(other, "wing", "/bin/wing", "", fleet.time().now())
                .agentId();
        for (String agent : List.of(unknown, others)) {
            String body = "{\"execScript\":\"x\",\"agentId\":\"" + agent.toUpperCase(Locale.ROOT) + "\"}";
            long seq = job(post("sidecar/" + SN + "/execscript", body)).seq();
            assertThat(fleet.jobs().get(seq).name()).isEqualTo(agent);
            Runnable unsubscribe = answering(ErrorCode.UNKNOWN_AGENT.number(), "no agent");
            assertThat(ok(post("sidecar/" + SN + "/execscriptSync", body))
                            .get("result")
                            .toString())
                    .isEqualTo("{\"seqno\":" + (seq + 1) + ",\"failed\":true,\"response\":\"exec script " + agent
                            + ", but can't find it\",\"agentId\":\"" + agent + "\"}");
            unsubscribe.run();
            JsonNode cancelled = ok(post("agent/cancelOperation", "{\"agents\":{\"" + SN + "\":[\"" + agent + "\"]}}"));
            assertThat(cancelled.get("result").get(agent).asText()).isEqualTo("ok");
            FleetJob cancel =
                    fleet.jobs().get(cancelled.get("operation_seq").get(0).asLong());
            assertThat(cancel.parameterTree().get("agent").asText()).isEqualTo(agent);
        }
        assertThat(ok(get("agent")).get("list")).hasSize(1);
    }

    @Test
    void whatAnOriginalMakesOfAScriptForAnAgentOfAnotherServerIsTheAnswer() throws Exception {
        register(new Sidecar(SN, true, "linux", "debian", "12", "x", 4, 1L << 34, 0, "10.0.0.1", ""));
        Runnable unsubscribe = answering(0, "from the agent's directory\n");
        String agent = "11111111-2222-3333-4444-555555555555";
        JsonNode result = ok(post(
                        "sidecar/" + SN + "/execscriptSync", "{\"execScript\":\"x\",\"agentId\":\"" + agent + "\"}"))
                .get("result");
        unsubscribe.run();
        assertThat(result.get("response").asText()).isEqualTo("from the agent's directory\n");
        assertThat(result.get("agentId").asText()).isEqualTo(agent);
        assertThat(result.has("failed")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "beat", "00000000-0000-0000-0000-000000000000"})
    void whatIsTheIdOfNoAgentIsCancelledNowhere(String id) throws Exception {
        JsonNode cancelled = ok(post("agent/cancelOperation", "{\"agents\":{\"" + SN + "\":[\"" + id + "\"]}}"));
        assertThat(cancelled.get("result").get(id).asText()).isEqualTo("can't find agent, cancel failed");
        assertThat(fleet.jobs().list(JobFilter.ALL, Slice.FIRST).total()).isZero();
    }

    @Test
    void serverTellsOfItself() throws Exception {
        JsonNode host = ok(get("sys/host"));
        assertThat(host.get("cpu-num").asInt()).isPositive();
        assertThat(host.get("mem-total").asLong()).isPositive();
        assertThat(host.get("mem-usage").asDouble()).isBetween(0.0, 100.0);
        assertThat(host.get("os").asText()).startsWith("linux-");
        assertThat(ok(get("sys/rpc-server")).get("use-tls").asBoolean()).isFalse();
        assertThat(ok(get("sys/logs")).toString())
                .isEqualTo("{\"days-to-keep\":0,\"log-dir\":\"" + home.resolve("log")
                        + "\",\"logger-max-size\":10,\"logger-rotates\":4}");
    }

    @Test
    void aHostThatIsOnlyAnnouncedIsOfflineUntilItReports() throws Exception {
        String sn =
                ok(post("sidecar/new", "{\"name\":\"web9\",\"version\":\"1\"}")).asText();
        String given = "44444444-2222-3333-4444-555555555555";
        String named = "{\"name\":\"web0\",\"sidecar_id\":\"" + given + "\"}";
        assertThat(ok(post("sidecar/new", named)).asText()).isEqualTo(given);
        wrong(post("sidecar/new", named), "is known already");
        wrong(post("sidecar/new", "{\"sidecar_id\":\"" + SN.replace('3', '4') + "\"}"), "name is missing");

        assertThat(fleet.hosts().get(sn).hostname()).isEqualTo("web9");
        assertOnline(sn, false);
        assertThat(ok(get("sys/host")).toString()).contains("\"sidecars\":3", "\"online\":1");
        assertThat(fleet.hosts()
                        .list(new HostFilter(null, null, true), Slice.FIRST)
                        .items())
                .extracting(Host::agentsn)
                .containsExactly(SN);

        fleet.reports()
                .report(new StatusReport(
                        "web9",
                        sn,
                        "bootagent-1-x86_64",
                        1,
                        1,
                        600,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
        assertOnline(sn, true);
        assertThat(ok(get("sys/host")).get("online").asInt()).isEqualTo(2);
    }

    private void assertOnline(String sn, boolean online) throws Exception {
        String word = online ? "online" : "offline";
        assertThat(ok(get("sidecar/" + sn + "/status")).get("status").asText()).isEqualTo(word);
        assertThat(ok(get("sidecar/" + sn)).get("online").asBoolean()).isEqualTo(online);
        assertThat(ok(get("sidecar")).get("list"))
                .filteredOn(one -> one.get("id").asText().equals(sn))
                .singleElement()
                .satisfies(one -> assertThat(one.get("status").asText()).isEqualTo(word));
    }

    @Test
    void aHostIsUpgradedToWhatIsOffered() throws Exception {
        String path = "sidecar/" + SN + "/control";
        String update = "{\"cmd\":\"UPDATE_SIDECAR\"}";
        fleet.reports()
                .report(new StatusReport(
                        "web1",
                        SN,
                        "bootagent-1.2.3-aarch64",
                        1,
                        1,
                        600,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(job(post(path, "{\"cmd\":\"UPDATE_SIDECAR_CONFIG\"}")).action())
                .isEqualTo("reload");
        assertThat(post(path, update).get("code").asInt()).isEqualTo(101);
        offers =
                asked -> Optional.of(new OfferedHostAgents.Offer("bootagent-9-1." + asked + ".tar.xz", "a".repeat(64)));
        var job = job(post(path, update));
        assertThat(job.action()).isEqualTo("upgrade");
        assertThat(job.name()).isEqualTo("BootAgent");
        assertThat(job.parameters())
                .contains("/packages/bootagent-9-1.aarch64.tar.xz", "\"SHA256:" + "a".repeat(64) + '"');
    }

    @Test
    void aVeryLongDurationIsRefused() throws Exception {
        String body = "{\"execScript\":\"true\",\"timeout\":\"" + "1ns".repeat(300_000) + "\"}";
        assertThat(post("sidecar/" + SN + "/execscriptSync", body).get("code").asInt())
                .isEqualTo(103);
    }

    @Test
    void progressIsThatOfTheAgentsOwnOperationOfThatName() throws Exception {
        String agent = agent("beat");
        String other = agent("wing");
        long start = job(post(agent + "/startWithParam", "{}")).seq();
        long host = job(post("sidecar/" + SN + "/execscript", "{\"execScript\":\"id\"}"))
                .seq();
        long cancel = ok(post(
                        "agent/cancelOperation",
                        "{\"agents\":{\"" + SN + "\":[\"" + agent.substring("agent/".length()) + "\"]}}"))
                .get("operation_seq")
                .get(0)
                .asLong();
        for (String path : List.of("/progress", "/start/progress", "/startSync/progress", "/startWithParam/progress")) {
            ok(get(agent + path + "?operation_seq=" + start));
            wrong(get(other + path + "?operation_seq=" + start), "is not one of agent");
            wrong(get(agent + path + "?operation_seq=" + host), "is not one of agent");
        }
        wrong(get(agent + "/stop/progress?operation_seq=" + start), "is 'start', not 'stop'");
        wrong(get(agent + "/restart/progress?operation_seq=" + start), "not 'restart'");
        wrong(get(agent + "/nonsense/progress?operation_seq=" + start), "not 'nonsense'");
        unknown(get(agent + "/start/progress?operation_seq=" + (cancel + 1)), "no job");
        ok(get(agent + "/cancel/progress?operation_seq=" + cancel));
        wrong(get(other + "/cancel/progress?operation_seq=" + cancel), "is not one of agent");
    }

    @Test
    void progressOfNoOperationIsThatOfTheAgentsNewestOfThatName() throws Exception {
        String agent = agent("beat");
        String other = agent("wing");
        wrong(get(other + "/progress"), "has no operation among its newest");
        long first = job(get(agent + "/start")).seq();
        long start = job(get(agent + "/start")).seq();
        long stop = job(get(agent + "/stop")).seq();
        long others = job(get(other + "/start")).seq();
        assertThat(newest(agent + "/progress")).isEqualTo(stop);
        assertThat(newest(agent + "/stop/progress")).isEqualTo(stop);
        assertThat(newest(agent + "/start/progress?operation_seq=")).isEqualTo(start);
        assertThat(newest(agent + "/startSync/progress")).isEqualTo(start);
        assertThat(newest(agent + "/start/progress?operation_seq=" + first)).isEqualTo(first);
        assertThat(newest(other + "/start/progress")).isEqualTo(others);
        wrong(get(agent + "/install/progress"), "has no operation 'install' among its newest");

        String cancelled = "{\"agents\":{\"" + SN + "\":[\"" + agent.substring("agent/".length()) + "\"]}}";
        long cancel = ok(post("agent/cancelOperation", cancelled))
                .get("operation_seq")
                .get(0)
                .asLong();
        assertThat(newest(agent + "/cancel/progress")).isEqualTo(cancel);
        assertThat(newest(agent + "/progress")).isEqualTo(cancel);
        wrong(get(other + "/cancel/progress"), "has no operation 'cancel'");
    }

    private long newest(String path) throws Exception {
        return ok(get(path)).get("operation_seq").asLong();
    }

    @Test
    void aLimitOfTrafficGoesToTheHostWhichSaysWhatItThinksOfIt() throws Exception {
        String agent = agent("beat");
        assertThat(job(get(agent + "/startWithParam?netLimit=0"))
                        .parameterTree()
                        .has("netLimit"))
                .isFalse();
        assertThat(job(get(agent + "/startWithParam?netLimit=1000"))
                        .parameterTree()
                        .get("netLimit")
                        .asInt())
                .isEqualTo(1000);
        wrong(get(agent + "/startWithParam?netLimit=fast"), "netLimit is 'fast'");
        wrong(get(agent + "/startWithParam?netLimit=-1"), "netLimit is '-1'");
    }

    @Test
    void restartOfAnOriginalIsAStopAndAStart() throws Exception {
        register(new Sidecar(SN, true, "", "", "", "", 1, 0, 0, "", ""));
        String agent = agent("beat");
        Runnable unsubscribe = answering(0, "");
        var restart = job(get(agent + "/restart"));
        assertThat(restart.action()).isEqualTo("start");
        ok(get(agent + "/restart/progress?operation_seq=" + restart.seq()));
        unsubscribe.run();
        assertThat(fleet.jobs().list(JobFilter.of(SN), Slice.FIRST).items())
                .extracting(FleetJob::action, FleetJob::createdBy)
                .containsExactly(tuple("start", "local"), tuple("stop", "local"));
    }

    @Test
    void whatIsWrongIsSaidAlwaysWithStatus200() throws Exception {
        String none = "11111111-2222-3333-4444-555555555555";
        unknown(get("agent/" + none), "no agent has the id");
        unknown(get("agent/" + none + "/start"), "no agent has the id");
        assertThat(text("agent/" + none + "/uninstallSync", "{\"shellScript\":\"\"}"))
                .contains("\"operation_seq\":-1,\"result\":{\"message\":\"agent already uninstall\"}");
        wrong(get("agent/xyz"), "must be a UUID");
        wrong(post("sidecar/" + SN + "/execscriptSync", "{"), "not JSON");
        assertThat(post("sidecar/" + SN + "/execscriptSync", "{\"execScript\":\"x\",\"agentId\":\"y\"}")
                        .get("msg")
                        .asText())
                .isEqualTo("[AGENT-CONTROL]ExecScriptSync param agentId is not uuid format: it is 'y'");
        JsonNode noSidecar = get("sidecar/" + none);
        assertThat(noSidecar.get("code").asInt()).isEqualTo(100);
        assertThat(noSidecar.get("msg").asText())
                .startsWith("No such sidecar information which id = " + none + ": sql: no rows in result set; ");
        assertThat(get("sidecar/xyz").get("data").toString())
                .isEqualTo("{\"sid format err\":\"uuid: incorrect UUID length: xyz\"}");
        for (var request : List.of(
                HttpRequest.newBuilder(URI.create(url("nothing/here"))),
                HttpRequest.newBuilder(URI.create(url("agent"))).POST(BodyPublishers.ofString("{}")))) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("Not Found");
        }
        wrong(post("agent/install", "[]"), "must be a JSON object");
        wrong(post("agent/install", "{"), "not JSON");
        wrong(post("agent/install", "{\"name\":\"x\"}"), "collectorId not uuid format");
        assertThat(unreached(post("sidecar/" + SN + "/execscript", "{\"execScript\":\"x\",\"timeout\":\"soon\"}")))
                .contains("parameter(execScript timeout): wrong timeout format, 'soon' must be a duration");
        wrong(get(agent("beat") + "/startWithParam?cpuLimit=2"), "0 to 1");
        wrong(get(agent("wing") + "/progress?operation_seq=x"), "operation_seq");
    }

    @Test
    void halfOfASurrogatePairIsReplaced() throws Exception {
        FleetJob job = job(post("sidecar/" + SN + "/execscript", "{\"execScript\":\"echo \\ud800 \\ud83d\\ude00\"}"));
        assertThat(job.parameterTree().get("script").asText()).isEqualTo("echo \ufffd 😀");
    }

    /** Else its rest would be read as the next request, or the connection be closed under one. */
    @Test
    void theBodyOfARequestThatIsAnswered404IsRead() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var out = socket.getOutputStream();
            out.write("POST /api/v1/agent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.setSoTimeout(500);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(0);
            out.write("\"\"}GET /api/v1/sys/host HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .containsSubsequence("HTTP/1.1 404", "Not Found", "HTTP/1.1 200", "\"msg\":\"ok\"");
        }
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

    /** Answers each job at once, as a host would. */
    private Runnable answering(int errcode, String message) {
        return fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                jobs.forEach(job -> end(job, errcode, message));
            }
        });
    }

    private void end(FleetJob job, int errcode, String message) {
        Host host = fleet.hosts().get(SN);
        fleet.reports()
                .take(List.of(
                        HostNews.of(host, List.of(new NumberedResult(job.seq(), 1, errcode, message)), List.of())));
    }

    private FleetJob job(JsonNode answer) {
        return fleet.jobs().get(ok(answer).get("operation_seq").asLong());
    }

    private static JsonNode ok(JsonNode answer) {
        assertThat(answer.get("code").asInt()).as("%s", answer).isZero();
        assertThat(answer.get("msg").asText()).isEqualTo("ok");
        return answer.get("data");
    }

    private static void wrong(JsonNode answer, String why) {
        assertThat(answer.get("code").asInt()).as("%s", answer).isEqualTo(101);
        assertThat(answer.get("data"))
                .singleElement()
                .satisfies(text -> assertThat(text.asText()).contains(why));
    }

    private static void unknown(JsonNode answer, String why) {
        assertThat(answer.get("code").asInt()).as("%s", answer).isEqualTo(102);
        assertThat(answer.get("msg").asText()).isEqualTo("获取agent数据失败: DB Model error");
        assertThat(answer.get("data").asText())
                .startsWith("获取agent数据失败: sql: no rows in result set; ")
                .contains(why);
    }

    private JsonNode get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url(path))));
    }

    private JsonNode post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url(path))).POST(BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    private String url(String path) {
        return server.url(path);
    }

    private void register(Sidecar sidecar) {
        fleet.easy().register(List.of(new Newcomer(fleet.hosts().get(SN), sidecar, false)));
    }
}
