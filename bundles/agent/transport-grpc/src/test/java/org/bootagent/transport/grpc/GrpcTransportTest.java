package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessState;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.JobOption;
import org.bootagent.testing.HttpProxy;
import org.bootagent.transport.grpc.StandInServer.Cut;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream to Booter, played by a stand-in on the stubs. */
class GrpcTransportTest {
    private static final String GIVEN = "dcb886e9-04ed-41bb-9c12-4d2de12cd59b";

    @TempDir
    Path home;

    private TestHost host;
    private StandInServer server;
    private GrpcTransport transport;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost(home);
        server = new StandInServer();
        server.welcome = utf8("{\"status\":0,\"agentsn\":\"" + GIVEN + "\",\"step\":1}");
    }

    @AfterEach
    void stop() throws Exception {
        if (transport != null) {
            transport.stop();
        }
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "stepSeconds,0",
        "startSpreadSeconds,-1",
        "timeoutSeconds,0",
        "keepAliveSeconds,0",
        "monitorIntervalSeconds,-1",
        "maxMessageKiB,0"
    })
    void figuresThatMakeNoSenseAreRefused(String key, int value) {
        assertThatThrownBy(() -> transport(Map.of(), Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("transport.grpc/" + key + " is " + value + ", must be ");
    }

    @Test
    void registersAndReportsAtOnce() throws Exception {
        connect();
        await().until(() -> !reports().isEmpty());

        var request = server.registrations.get(0);
        assertThat(request.getVersion()).isEqualTo("bootagent-1.2.4-x86_64");
        assertThat(request.getCpuCores()).isPositive();
        assertThat(request.getMemSize()).isPositive();
        assertThat(host.settings().orElseThrow().agentsn()).isEqualTo(GIVEN);
        assertThat(host.settings().orElseThrow().servers()).containsExactly(server.address());
        assertThat(reports().get(0).path("agentsn").asText()).isEqualTo(GIVEN);
        await().until(() -> !server.listeners.isEmpty());
        assertThat(server.listeners.get(0).getHeader().getId()).isEqualTo(Ids.bytes(UUID.fromString(GIVEN)));
        await().until(() -> transport.status().accepted());
        assertThat(transport.status().name()).isEqualTo("grpc");
        assertThat(transport.status().server()).isEqualTo(server.address());
    }

    @Test
    void goesThroughATunnelOfAProxyThatWantsToKnowWhoAsks() throws Exception {
        try (var proxy = new HttpProxy(server.port(), "joe:secret")) {
            transport(
                    Map.of(
                            "serversFirstStart",
                            "booter.example:9090",
                            "httpProxy",
                            "http://joe:secret@127.0.0.1:" + proxy.port()),
                    Map.of());
            await().atMost(Duration.ofMinutes(1)).until(() -> !reports().isEmpty());

            assertThat(proxy.requests()).first().asString().startsWith("CONNECT booter.example:9090");
            transport.stop();
            transport = null;
        }
    }

    @Test
    void takesAJobAndReportsItsResultAtOnce() throws Exception {
        connect();
        await().until(server::hasListener);

        server.command(job("{\"id\":\"j1\",\"action\":\"stop\",\"name\":\"a\"}"));
        await().until(() -> host.submitted.size() == 1);
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "stopped");

        await().until(() -> results().contains("j1"));
        await().until(host::allConfirmed);
        assertThat(host.submitted.get(0).action()).isEqualTo("stop");
    }

    @Test
    void takesTheJobsOfAReply() throws Exception {
        server.answer = event -> EmptyResponse.newBuilder()
                .setReply(utf8("{\"status\":0,\"jobs\":[{\"id\":\"j1\",\"action\":\"stop\",\"name\":\"a\"}]}"))
                .build();
        connect();
        await().until(() -> !host.submitted.isEmpty());
        assertThat(host.submitted.get(0).id()).isEqualTo("j1");
    }

    @Test
    void tellsOfProgressWhileThereIsAny() throws Exception {
        connect();
        await().until(() -> !reports().isEmpty());
        host.pending.add(new JobQueue.PendingJob("j1", "install", "a", "running", 0.5, "unpacking"));
        server.command(job("{\"id\":\"j1\",\"action\":\"install\",\"name\":\"a\"}"));

        await().until(() -> reports().stream()
                .anyMatch(report -> report.path("progress").path(0).path("done").asDouble() == 0.5));
    }

    @Test
    void resendsWhatWasNotConfirmed() throws Exception {
        host.publish(org.bootagent.api.report.Event.Type.ABNORMAL_EXIT, "a", "exit code 3");
        server.cuttable = event -> event.getEventType() == EventType.EVT_STATUS_REPORT;
        server.nextCuts.addAll(List.of(Cut.AFTER, Cut.BEFORE));
        connect();

        await().until(host::allConfirmed);

        assertThat(server.cuts).hasValue(2);
        var carrying = reports().stream()
                .filter(report -> report.path("events").size() == 1)
                .map(report -> report.path("events").get(0).path("id").asText())
                .toList();
        assertThat(carrying).hasSize(2).allMatch(carrying.get(0)::equals);
    }

    @Test
    void deliversOutputBeforeItsResultAndGoesOnWhereTheServerIs() throws Exception {
        var received = new ByteArrayOutputStream();
        server.answer = event -> {
            if (event.getEventType() == EventType.EVT_JOB_OUTPUT) {
                var piece = event.getJobOutput();
                if (piece.getOffset() <= received.size()) {
                    byte[] data = piece.getData().toByteArray();
                    int known = (int) (received.size() - piece.getOffset());
                    if (known < data.length) {
                        received.write(data, known, data.length - known);
                    }
                }
                return EmptyResponse.newBuilder().setReceived(received.size()).build();
            }
            return EmptyResponse.getDefaultInstance();
        };
        server.cuttable = event -> event.getEventType() == EventType.EVT_JOB_OUTPUT
                && event.getJobOutput().getOffset() > 0;
        server.nextCuts.add(Cut.BEFORE);
        connect();
        await().until(server::hasListener);
        server.command(job("{\"id\":\"j1\",\"action\":\"exec\",\"script\":\"x\"}"));
        await().until(() -> !host.submitted.isEmpty());
        byte[] text = "0123456789abcdef".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        host.write(host.submitted.get(0), text);
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "done");

        await().until(() -> results().contains("j1"));

        assertThat(server.cuts).hasValue(1);
        assertThat(received.toByteArray()).isEqualTo(text);
        var last = server.events.stream()
                .filter(event -> event.getEventType() == EventType.EVT_JOB_OUTPUT)
                .reduce((first, second) -> second)
                .orElseThrow();
        var result = server.events.stream()
                .filter(event ->
                        event.getStatusReport().getJson().toStringUtf8().contains("\"j1\""))
                .filter(event ->
                        event.getStatusReport().getJson().toStringUtf8().contains("errcode"))
                .findFirst()
                .orElseThrow();
        assertThat(server.events.indexOf(last)).isLessThan(server.events.indexOf(result));
        await().until(host::allConfirmed);
        assertThat(host.outputs.kept()).isEmpty();
    }

    @Test
    void goesToTheNextServerAndRemembersTheOneThatTookItsReport() throws Exception {
        String dead = deadAddress();
        host.registered(GIVEN, Duration.ofSeconds(1), dead);
        transport(Map.of("serversBuiltIn", dead + "," + server.address()), Map.of());
        await().until(() -> transport.status().accepted());
        transport.stop();
        int before = server.registrations.size();

        transport(Map.of("serversBuiltIn", dead), Map.of());

        await().until(() -> server.registrations.size() > before);
    }

    @Test
    void waitsForAServerThatIsDown() throws Exception {
        int port = server.port();
        host.registered(GIVEN, Duration.ofSeconds(1), server.address());
        server.close();
        transport(Map.of(), Map.of());
        await().until(() -> transport.status().outcome().contains("not connected"));
        assertThat(transport.status().accepted()).isFalse();

        server = new StandInServer(port, null);

        await().until(() -> transport.status().accepted());
    }

    @Test
    void tellsAnOriginalServerWhatIsInUseAtOnce() throws Exception {
        server.welcome = ByteString.EMPTY;
        host.agents.agents.add(new AgentStatus(
                "a", "1", "r", ProcessState.RUNNING, ProcessHandle.current().pid(), Instant.now(), 0, ""));
        connect();

        await().until(() -> transport.status().accepted());

        assertThat(events(EventType.EVT_OS_RESOURCE_USAGES)).hasSize(1);
        assertThat(events(EventType.EVT_PROC_RESOURCE_USAGES)).hasSize(1);
        assertThat(events(EventType.EVT_USAGES)).isEmpty();
        assertThat(reports()).isEmpty();
    }

    /** Hosts register with an original only once, so this host does not notice by itself that the server has changed. */
    @Test
    void registersWithABooterThatTakesThePlaceOfAnOriginal() throws Exception {
        var welcome = server.welcome;
        server.welcome = ByteString.EMPTY;
        connect();
        await().until(() -> transport.status().accepted());
        assertThat(server.registrations).hasSize(1);
        server.welcome = welcome;
        server.signs = true;
        server.cutStreams();

        await().atMost(Duration.ofMinutes(2)).until(() -> !reports().isEmpty());
        assertThat(server.registrations).hasSize(2);
    }

    @Test
    void comesBackWhenTheServerEndsTheStream() throws Exception {
        host.registered(GIVEN, Duration.ofSeconds(1), server.address());
        transport(Map.of(), Map.of());
        await().until(server::hasListener);
        server.cutStreams();

        await().until(() -> server.listeners.size() == 2);
        assertThat(server.registrations).hasSize(2);
    }

    @Test
    void isNotTakenByAServerThatSaysSo() throws Exception {
        server.welcome = utf8("{\"status\":1}");
        connect();
        await().until(() -> transport.status().outcome().contains("not 0"));
        assertThat(host.settings()).isEmpty();
        assertThat(server.events).isEmpty();
    }

    @Test
    void tellsWhatIsInUse() throws Exception {
        var sleeper = new ProcessBuilder("sleep", "60").start();
        try {
            host.agents.agents.add(
                    new AgentStatus("a", "1", "r", ProcessState.RUNNING, sleeper.pid(), Instant.now(), 0, ""));
            host.registered(GIVEN, Duration.ofMinutes(10), server.address());
            transport(Map.of(), Map.of("monitorIntervalSeconds", 1));

            await().until(() -> events(EventType.EVT_USAGES).size() >= 2);
        } finally {
            sleeper.destroyForcibly();
        }
        assertThat(events(EventType.EVT_OS_RESOURCE_USAGES)).isEmpty();
        var usages = events(EventType.EVT_USAGES).get(0).getUsages();
        var os = usages.getHost();
        assertThat(os.getMemUsage()).isPositive();
        assertThat(os.getUptime()).isPositive();
        assertThat(os.getCpuUsage()).isBetween(0f, 1f);
        assertThat(os.getDiskUsageList())
                .anyMatch(disk -> disk.getMountPoint().toStringUtf8().equals("/"));
        assertThat(os.getNetStatsList()).noneMatch(net -> net.getIfName().equals("lo"));
        assertThat(os.getNetStatsList())
                .allSatisfy(net -> assertThat(net.getIfIpList()).allMatch(address -> address.matches("[^%]+/\\d+")));
        assertThat(usages.getAgentsList()).hasSize(2);
        var self = usages.getAgentsList().stream()
                .filter(one -> one.getName().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(self.getAgentId()).isEmpty();
        assertThat(self.getMemory()).isPositive();
        var agent = usages.getAgentsList().stream()
                .filter(one -> one.getName().equals("a"))
                .findFirst()
                .orElseThrow();
        assertThat(agent.getName()).isEqualTo("a");
        assertThat(agent.getCmd().toStringUtf8()).isEqualTo("sleep 60");
        assertThat(agent.getMemory()).isPositive();
    }

    @Test
    void saysThatItEnds() throws Exception {
        connect();
        await().until(() -> transport.status().accepted());
        transport.quit();

        var said = events(EventType.EVT_AGENT_ERR).get(0).getAgentError();
        assertThat(said.getAgentId()).isEmpty();
        assertThat(said.getErrstr().toStringUtf8()).isEqualTo("quit according to signal 'terminated'\n");
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        connect();
        await().until(() -> transport.status().accepted());
        assertThat(threads()).contains("transport-grpc", "transport-grpc-commands");
        transport.stop();
        await().until(() -> threads().stream().noneMatch(name -> name.startsWith("transport-grpc")));
    }

    private void connect() throws Exception {
        transport(Map.of("serversFirstStart", server.address()), Map.of());
    }

    private void transport(Map<String, Object> hostValues, Map<String, Object> values) throws Exception {
        var all = new HashMap<String, Object>(Map.of("version", "1.2.4", "arch", "x86_64"));
        all.putAll(hostValues);
        var config = new HashMap<String, Object>(Map.of("startSpreadSeconds", 0));
        config.putAll(values);
        transport = host.connected(all, config);
    }

    private static ControlResponse.Builder job(String json) {
        return ControlResponse.newBuilder()
                .setCmd(ControlResponse.Command.RUN_JOB)
                .setJobOption(JobOption.newBuilder().setJson(utf8(json)));
    }

    private List<Event> events(EventType type) {
        return server.events.stream()
                .filter(event -> event.getEventType() == type)
                .toList();
    }

    private List<JsonNode> reports() {
        return events(EventType.EVT_STATUS_REPORT).stream()
                .map(event -> json(event.getStatusReport().getJson()))
                .toList();
    }

    private List<String> results() {
        return reports().stream()
                .flatMap(report -> report.path("jobs").findValuesAsText("id").stream())
                .toList();
    }

    private static JsonNode json(ByteString text) {
        try {
            return Json.MAPPER.readTree(text.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static String deadAddress() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
