package org.bootagent.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.api.host.HostProposal;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.Limits;
import org.bootagent.api.report.Transport;
import org.bootagent.testing.FakeHost;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";

    private final FakeHost host = new FakeHost();
    private final FakeServices services = new FakeServices();
    private final List<Transport> transports = new ArrayList<>();
    private final Answers answers = new Answers(
            "bootagent-1.2.4-x86_64",
            List.of("booter.cargo.com:8080"),
            new Answers.Sources(host.metafile(), services, host.supervisor(), services, transports),
            () -> Duration.ofMinutes(125));

    @Test
    void statusAsJson() throws Exception {
        register();
        services.results = 3;
        services.pending.add(new JobQueue.PendingJob("7", "install", "web", "running", 0.5, "fetching"));

        var json = json("status json");

        assertThat(json.path("agentsn").asText()).isEqualTo(SN);
        assertThat(json.path("version").asText()).isEqualTo("bootagent-1.2.4-x86_64");
        assertThat(json.path("hostname").asText()).isNotEmpty();
        assertThat(json.path("uptime").asLong()).isEqualTo(7500);
        assertThat(json.path("tags").path("svc").asText()).isEqualTo("ecs");
        assertThat(json.path("step").asInt()).isEqualTo(600);
        assertThat(json.path("servers").get(0).asText()).isEqualTo("a:1");
        assertThat(json.path("builtinServers").get(0).asText()).isEqualTo("booter.cargo.com:8080");
        assertThat(json.path("server").asText()).isEqualTo("a:1");
        assertThat(json.path("lastReport").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(json.path("accepted").asBoolean()).isTrue();
        assertThat(json.path("outcome").asText()).isEqualTo("accepted");
        assertThat(json.path("transports").findValuesAsText("name")).containsExactly("old", "http");
        assertThat(json.path("actions").findValuesAsText("bundle"))
                .containsExactly("org.bootagent.job.install", "com.example.ping");
        assertThat(json.path("jobs").get(0).path("state").asText()).isEqualTo("running");
        assertThat(json.path("unconfirmed").path("results").asInt()).isEqualTo(3);
        assertThat(json.path("unconfirmed").path("events").asInt()).isEqualTo(1);
    }

    @Test
    void statusAsText() throws Exception {
        register();
        services.pending.add(new JobQueue.PendingJob("7", "install", "web", "running", 0.5, "fetching"));

        assertThat(text("status"))
                .contains(SN, "up 2h 5m", "svc=ecs", "600 s", "a:1, b", "last report 2026-03-01T10:00:00Z: accepted")
                .contains("0 results, 1 events")
                .containsPattern("install +org.bootagent.job.install +0.1.0\n")
                .containsPattern("7 +install +web +running +50% +fetching\n");
    }

    @Test
    void statusBeforeRegistration() throws Exception {
        var json = json("status json");

        assertThat(json.path("agentsn").asText()).isEmpty();
        assertThat(json.has("lastReport")).isFalse();
        assertThat(json.path("servers").isArray()).isTrue();
        assertThat(json.path("transports").isArray()).isTrue();
        assertThat(json.path("outcome").asText()).isEqualTo("no transport is active");
        assertThat(text("status"))
                .contains("not registered", "No pending jobs")
                .containsPattern("Servers +none\n")
                .containsPattern("Transport +no transport is active\n");

        transports.add(() -> new Transport.Status("http", "", null, false, "not registered: a:1: refused"));
        assertThat(text("status"))
                .containsPattern(
                        "Servers +none kept yet: those of -S and of the settings are tried, see the transport\n")
                .contains("no server, no report yet: not registered: a:1: refused");
    }

    @Test
    void statusTellsTheNumberThatTheHostAsksFor() throws Exception {
        host.metafile().commit(edit -> edit.put(HostProposal.SECTION, new HostProposal(SN)));
        assertThat(json("status json").path("proposed").asText()).isEqualTo(SN);
        assertThat(text("status"))
                .containsPattern("Serial number +" + SN + " \\(asked for; no server has taken it yet\\)");
        register();
        assertThat(json("status json").path("proposed").asText()).isEmpty();
        assertThat(text("status")).doesNotContain("asked for");
    }

    @Test
    void agents() throws Exception {
        assertThat(text("agents")).isEqualTo("No agents are installed\n");
        assertThat(json("agents json")).isEmpty();
        define("db");
        define("web");
        var health = HealthCheck.of(HealthCheck.Kind.TCP, List.of("127.0.0.1:80"));
        request("web", AgentOptions.builder().health(health));
        define("big");
        request("big", AgentOptions.builder().limits(new Limits(50, 1 << 30)));
        host.supervisor().start("web");
        host.supervisor().start("big");

        assertThat(text("agents")).containsPattern("big .*1.0-abc +bin +CPU 50%, memory 1G \\(cgroup-v2\\)\n");
        assertThat(json("agents json").at("/0/limits/memory").asText()).isEqualTo("1G");
        host.supervisor().remove("big");
        var json = json("agents json");

        assertThat(json.findValuesAsText("name")).containsExactly("db", "web");
        assertThat(json.findValuesAsText("status")).containsExactly("stoped", "running");
        assertThat(json.findValuesAsText("state")).containsExactly("stopped", "running");
        assertThat(json.get(1).path("pid").asLong()).isEqualTo(4711);
        assertThat(json.get(0).path("uptime").asLong()).isZero();
        assertThat(json.get(1).path("uptime").asLong()).isPositive();
        assertThat(json.get(1).path("release").asText()).isEqualTo("1.0-abc");
        assertThat(text("agents"))
                .containsPattern("db +stopped +- +- +- +0 +1.0-abc +bin +-\n")
                .containsPattern("web +running +healthy +4711 +[0-9]+d [0-9]+h +0 +1.0-abc +bin +-\n");
        request("web", AgentOptions.builder().command(List.of("/usr/bin/sleep", "9")));
        assertThat(text("agents")).containsPattern("1.0-abc +/usr/bin/sleep of the host +-\n");
        assertThat(json("agents json").get(1).path("program").asText()).isEqualTo("/usr/bin/sleep of the host");
    }

    @Test
    void anythingElse() throws Exception {
        assertThat(answers.answer("reboot").exitCode()).isEqualTo(Answers.MISUSE);
        assertThat(answers.answer("").text()).contains("agents json");
    }

    private void register() {
        var settings = new HostSettings(SN, Map.of("svc", "ecs"), List.of("a:1", "b"), HostSettings.DEFAULT_STEP);
        host.metafile().commit(edit -> edit.put(HostSettings.SECTION, settings));
        transports.add(() -> new Transport.Status("old", "", null, false, "nothing sent yet"));
        transports.add(
                () -> new Transport.Status("http", "a:1", Instant.parse("2026-03-01T10:00:00Z"), true, "accepted"));
    }

    private void define(String name) throws JobException {
        host.supervisor().define(new AgentSpec(name, "1.0", "1.0-abc", "/x", List.of("/x/bin"), null, null));
    }

    private void request(String name, AgentOptions.Builder options) throws JobException {
        host.supervisor().define(host.supervisor().spec(name).orElseThrow().withRequested(options.build()));
    }

    private JsonNode json(String request) throws Exception {
        return Json.MAPPER.readTree(text(request));
    }

    private String text(String request) throws Exception {
        var answer = answers.answer(request);
        assertThat(answer.exitCode()).isEqualTo(Answers.OK);
        return answer.text();
    }
}
