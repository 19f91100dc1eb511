package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.Event;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.bootagent.transport.grpc.host.Proc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that an original server hears without asking, and how a session with it begins and ends. */
class EasyAgentEventsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final UUID AGENT = UUID.fromString("33c5b8b4-5a2c-43c5-ab90-96721451b4ec");
    private static final String SERIAL = "00000000-0000-4000-8000-000000000001";
    private static final String NIL = "00000000-0000-0000-0000-000000000000";

    @TempDir
    Path home;

    private TestHost host;
    private ReplayingServer server;
    private GrpcTransport transport;

    @BeforeEach
    void open() throws Exception {
        host = new TestHost(home);
        server = new ReplayingServer();
        new KnownAgents(host.metafile).name(AGENT, "demo");
    }

    @AfterEach
    void close() {
        if (transport != null) {
            transport.stop();
        }
        server.close();
    }

    @Test
    void registersAsAnOriginalDoes() {
        Message recorded = Fixtures.load().scenario("register-and-callback").stream().stream()
                .filter(frame -> frame.content() != null && frame.content().knows("osType"))
                .findFirst()
                .orElseThrow()
                .content();
        String callBack = recorded.json().path("callBack").path(0).asText();
        connect(Map.of("serialNumber", SERIAL), Map.of("callBack", callBack + "  CallBack=b"));

        Message registration = server.registrations().get(0).message();
        assertThat(registration.message("H").orElseThrow().id("id")).isEqualTo(SERIAL);
        assertThat(registration.json().path("callBack"))
                .extracting(text -> text.asText())
                .containsExactly(callBack, "CallBack=b");
        assertThat(registration.text("cpuSerial")).isEqualTo(new Proc(Path.of("/proc")).processor());
        assertThat(registration.text("localIp")).isEqualTo("127.0.0.1");
        assertThat(registration.text("osVersion")).isNotEmpty();
    }

    @Test
    void proposesTheSameNumberUntilAServerTakesIt() {
        server.registering(request -> Status.UNKNOWN.withDescription("sql: no rows in result set"));
        connect(Map.of(), Map.of());
        await().atMost(PATIENCE).until(() -> server.registrations().size() == 2);
        transport.stop();
        connect(Map.of(), Map.of());
        await().atMost(PATIENCE).until(() -> server.registrations().size() == 3);

        assertThat(server.registrations())
                .extracting(each -> each.message().message("H").orElseThrow().id("id"))
                .containsOnly(server.registrations()
                        .get(0)
                        .message()
                        .message("H")
                        .orElseThrow()
                        .id("id"));
        assertThat(transport.status().outcome())
                .contains("does not take serial number " + id(0))
                .contains("sql: no rows in result set")
                .contains("host/serialNumber");
        assertThat(host.settings()).isEmpty();
        server.registering(request -> Status.OK);
        await().atMost(PATIENCE).until(server::hasListener);
        assertThat(host.settings().orElseThrow().agentsn()).isEqualTo(id(0));
    }

    private String id(int index) {
        return server.registrations()
                .get(index)
                .message()
                .message("H")
                .orElseThrow()
                .id("id");
    }

    @Test
    void registersOnceAndOpensTheStreamAgain() {
        connect(Map.of(), Map.of());
        await().atMost(PATIENCE).until(server::hasListener);
        for (String reason : List.of("transport is closing", "already connected")) {
            int before = server.listeners().size();
            server.end(
                    reason.startsWith("already")
                            ? Status.UNKNOWN.withDescription(reason)
                            : Status.UNAVAILABLE.withDescription(reason));
            await().atMost(PATIENCE).until(() -> server.listeners().size() > before);
        }
        assertThat(server.registrations()).hasSize(1);
    }

    @Test
    void registersAgainWithAServerThatDoesNotKnowItAnyMore() {
        connect(Map.of(), Map.of());
        await().atMost(PATIENCE).until(server::hasListener);
        server.end(Status.UNKNOWN.withDescription("sql: no rows in result set"));
        await().atMost(PATIENCE).until(() -> server.listeners().size() == 2);
        assertThat(server.registrations()).hasSize(2);
    }

    /** The host has nothing to send to the first server, and must still notice that it is gone. */
    @Test
    void goesToTheNextServerWhenTheOneItIsRegisteredWithIsGone() throws Exception {
        try (var next = new ReplayingServer()) {
            connect(Map.of("serversFirstStart", server.address() + "," + next.address()), Map.of());
            await().atMost(PATIENCE).until(server::hasListener);
            server.close();
            await().atMost(PATIENCE).until(next::hasListener);
            assertThat(next.registrations()).hasSize(1);
            assertThat(transport.status().server()).isEqualTo(next.address());
        }
    }

    @Test
    void saysThatItsNumberIsConnectedAlready() {
        connect(Map.of(), Map.of());
        await().atMost(PATIENCE).until(server::hasListener);
        server.end(Status.UNKNOWN.withDescription("already connected"));
        await().atMost(PATIENCE).until(() -> transport.status().outcome().contains("already connected"));
        assertThat(transport.status().outcome())
                .contains(host.settings().orElseThrow().agentsn())
                .contains("another host/serialNumber");
    }

    @Test
    void tellsOfItselfAndTheHostEachInterval() {
        connect(Map.of(), Map.of("monitorIntervalSeconds", 1));
        await().atMost(PATIENCE).until(() -> usages("osResourceUsages").size() >= 3);

        assertThat(usages("procResourceUsages").size()).isGreaterThanOrEqualTo(3);
        assertThat(usages("procResourceUsages")).allSatisfy(usage -> {
            assertThat(usage.id("agentId")).isEqualTo(NIL);
            assertThat(usage.number("memory")).isPositive();
            assertThat(usage.text("cmd")).contains("java");
            assertThat(usage.json().has("1000")).isFalse();
        });
        var networks = usages("osResourceUsages").get(0).json().path("netStats");
        assertThat(networks).noneMatch(net -> net.path("ifName").asText().equals("lo"));
        assertThat(networks)
                .allSatisfy(net -> assertThat(net.path("ifIp"))
                        .allSatisfy(address -> assertThat(address.asText()).matches(".+/[0-9]+")));
    }

    @Test
    void tellsOfAgentsThatAreGivenUpAndOfStartsThatFail() {
        connect(Map.of(), Map.of());
        host.agents.specs.put("demo", spec("/no/such/program"));
        host.publish(Event.Type.ABNORMAL_EXIT, "demo", "ended with exit code 3 after 0.1 s");
        host.publish(
                Event.Type.ABNORMAL_EXIT,
                "demo",
                "Agent demo does not start: there is no /no/such/program, or no interpreter for it");
        host.publish(Event.Type.UNHEALTHY, "demo", "refused");
        host.publish(Event.Type.HEALTHY, "demo", "");
        host.publish(Event.Type.GAVE_UP, "of-another-server", "ended with exit code 4");
        host.publish(Event.Type.HOOK_FAILED, "demo", "post-start failed");
        host.publish(Event.Type.HOST, "", "the disk is full");
        host.publish(Event.Type.KILLED, "demo", "killed by the kernel for its memory; starts again 0.1 s later");
        host.publish(Event.Type.KILLED, "demo", "killed by the kernel for its memory");
        host.publish(Event.Type.GAVE_UP, "demo", "ended with exit code 4 after 0.1 s; given up");
        await().atMost(PATIENCE).until(host::allConfirmed);

        var errors = server.events(event -> event.body().knows("errstr"));
        assertThat(errors).extracting(error -> error.body().id("agentId")).containsOnly(AGENT.toString());
        assertThat(errors)
                .extracting(error -> error.body().text("errstr"))
                .containsExactly(
                        "run agent error: fork/exec /no/such/program: no such file or directory",
                        "agent run error(unexpected):stop supervisor: " + AGENT
                                + ": killed by the kernel for its memory",
                        "agent run error(unexpected):stop supervisor: " + AGENT);
    }

    @Test
    void tellsOfHealthEachPeriod() {
        connect(Map.of(), Map.of());
        host.agents.specs.put("demo", spec("/bin/true"));
        health(HealthState.HEALTHY, "");
        await().atMost(PATIENCE).until(server::hasListener);
        server.send(Fixtures.load().exchanges("exec-no-output").get(0).command().content());
        await().atMost(PATIENCE).until(() -> health().size() >= 3);
        assertThat(health()).doesNotContain(true);
        health(HealthState.UNHEALTHY, "refused");
        await().atMost(PATIENCE)
                .until(() -> health().stream().filter(failed -> failed).count() >= 3);
        health(HealthState.HEALTHY, "");
        await().atMost(PATIENCE).until(() -> !health().get(health().size() - 1));
        assertThat(server.events(event -> event.bodyName().equals("agentHealthCheck")))
                .allMatch(event -> event.body().id("agentId").equals(AGENT.toString()));
    }

    /** An event may arrive there before the stream does. */
    @Test
    void keepsWhatComesTooEarlyForTheServer() {
        server.reporting(event -> Status.UNKNOWN.withDescription("unregistered sidecar"));
        connect(Map.of(), Map.of());
        host.agents.specs.put("demo", spec("/bin/true"));
        host.publish(Event.Type.GAVE_UP, "demo", "given up");
        await().atMost(PATIENCE).until(server::hasListener);
        assertThat(host.allConfirmed()).isFalse();
        server.reporting(event -> Status.OK);
        await().atMost(PATIENCE).until(host::allConfirmed);
        assertThat(server.events()).hasSize(1);
        assertThat(server.listeners()).hasSize(1);
    }

    @Test
    void tellsOnceWhatTheServerDoesNotTake() {
        server.reporting(event -> event.body().text("errstr").startsWith("run agent error")
                ? Status.UNKNOWN.withDescription("Error 1406: Data too long")
                : Status.OK);
        connect(Map.of(), Map.of());
        host.agents.specs.put("demo", spec("/bin/true"));
        host.publish(Event.Type.ABNORMAL_EXIT, "demo", "Agent demo does not start");
        host.publish(Event.Type.GAVE_UP, "demo", "given up");
        await().atMost(PATIENCE).until(host::allConfirmed);
        assertThat(server.events()).hasSize(1);
        assertThat(server.listeners()).hasSize(1);
    }

    @Test
    void saysThatItEnds() {
        connect(Map.of(), Map.of());
        await().atMost(PATIENCE).until(server::hasListener);
        transport.quit();

        var recorded = Fixtures.load().scenario("sidecar-terminated").stream().stream()
                .filter(frame -> frame.isEvent() && frame.content().body().knows("errstr"))
                .findFirst()
                .orElseThrow();
        assertThat(server.events().get(server.events().size() - 1).message().without("H"))
                .isEqualTo(recorded.content().without("H"));
    }

    private void health(HealthState state, String reason) {
        var status = new AgentStatus(
                "demo", "", "", ProcessState.RUNNING, 4711, Instant.now(), 0, "", Limits.NONE, "", state, reason);
        host.agents.agents.add(0, status);
        while (host.agents.agents.size() > 1) {
            host.agents.agents.remove(1);
        }
    }

    private List<Boolean> health() {
        return server.events(event -> event.bodyName().equals("agentHealthCheck")).stream()
                .map(event -> event.body().number("failed") != 0)
                .toList();
    }

    private List<Message> usages(String name) {
        return server.events(event -> event.bodyName().equals(name)).stream()
                .map(Message::body)
                .toList();
    }

    private static AgentSpec spec(String program) {
        var check = new HealthCheck(
                HealthCheck.Kind.EXEC, List.of("true"), null, Duration.ofSeconds(1), null, null, 2, null);
        var options =
                AgentOptions.builder().command(List.of(program)).health(check).build();
        return new AgentSpec("demo", "", "", "/", List.of(), AgentOptions.NONE, options);
    }

    private void connect(Map<String, Object> hostValues, Map<String, Object> values) {
        var all = new HashMap<String, Object>(Map.of("serversFirstStart", server.address()));
        all.putAll(hostValues);
        var config = new HashMap<String, Object>(
                Map.of("stepSeconds", 1, "monitorIntervalSeconds", 0, "startSpreadSeconds", 0));
        config.putAll(values);
        transport = host.connected(all, config);
        await().atMost(PATIENCE).until(() -> !server.registrations().isEmpty());
    }
}
