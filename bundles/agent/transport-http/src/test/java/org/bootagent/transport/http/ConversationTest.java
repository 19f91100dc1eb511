package org.bootagent.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.Event;
import org.bootagent.testing.FakeOutputs;
import org.bootagent.testing.MemoryHost;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.JobReader;
import org.bootagent.transport.Registration;
import org.bootagent.transport.ReportComposer;
import org.bootagent.transport.StatusLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final String SN = "dcb886e9-04ed-41bb-9c12-4d2de12cd59b";
    private static final String ACCEPTED = "{\"status\":0,\"agentsn\":\"" + SN + "\",\"tags\":\"a=1\",\"step\":7}";
    private static final Duration STEP = Duration.ofMinutes(10);

    private final MemoryHost host = new MemoryHost();
    private final StatusLog log = new StatusLog("http", Clock.systemUTC());
    private final ServerClient client =
            new ServerClient(null, "bootagent/1.2.4", 64 * 1024, Duration.ofSeconds(5), Clock.systemUTC());
    private long nanos;
    private TestServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.close();
    }

    @Test
    void registersUntilAccepted() {
        server.answer("{\"status\":1}").cut().answer("garbage").answer(ACCEPTED);
        var conversation = conversation(List.of(server.address()), List.of());

        assertThat(conversation.next().untilNext()).isEqualTo(STEP);
        assertThat(conversation.next().untilNext()).isBetween(Backoff.SHORTEST, Duration.ofSeconds(5));
        assertThat(conversation.next().untilNext()).isEqualTo(STEP);
        assertThat(host.settings()).isEmpty();
        assertThat(log.status().outcome()).startsWith("not registered");
        assertThat(log.status().lastReport()).isNull();
        assertThat(conversation.next().untilNext()).isEqualTo(Duration.ZERO);

        assertThat(server.bodies("/agent/register"))
                .hasSize(4)
                .allMatch(body -> body.path("hostname").asText().equals("web-1"))
                .extracting(body -> body.path("agentsn").asText())
                .doesNotHaveDuplicates();
        assertThat(host.settings())
                .contains(new HostSettings(
                        SN, Map.of("a", "1"), List.of(server.address().toString()), Duration.ofSeconds(7)));
        assertThat(conversation.step()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void isNotRegisteredWhenThatCannotBePersisted() {
        host.diskFull = true;
        server.answer(ACCEPTED);
        var conversation = conversation(List.of(server.address()), List.of());

        assertThat(conversation.next().untilNext()).isEqualTo(STEP);

        assertThat(server.requests).hasSize(1);
        assertThat(log.status().outcome()).contains("no space left");
        host.diskFull = false;
        conversation.next();
        assertThat(host.settings()).isPresent();
    }

    @Test
    void reportsWithTheSerialNumberOfTheServer() {
        server.answer(ACCEPTED).answer("{\"status\":0}");
        var conversation = conversation(List.of(), List.of(server.address()));

        conversation.next();
        var round = conversation.next();

        assertThat(round).isEqualTo(new Conversation.Round(Duration.ofSeconds(7), false));
        var report = server.bodies("/agent/status").get(0);
        assertThat(report.path("agentsn").asText()).isEqualTo(SN);
        assertThat(report.path("version").asText()).isEqualTo("bootagent-1.2.4-x86_64");
        assertThat(report.path("step").asInt()).isEqualTo(7);
        assertThat(log.status().accepted()).isTrue();
        assertThat(log.status().server()).isEqualTo(server.address().toString());
        assertThat(log.status().lastReport()).isNotNull();
    }

    @Test
    void usesAConnectionOfItsOwnForEachMessage() {
        host.registered(STEP, List.of(server.address().toString()));
        server.answer("{\"status\":0}");

        conversation(List.of(), List.of()).next();

        var headers = server.requests.get(0).headers();
        assertThat(headers.get("Connection")).containsExactly("close");
        assertThat(headers.get("User-agent")).containsExactly("bootagent/1.2.4");
        assertThat(headers.get("Content-type").get(0)).startsWith("application/json");
        assertThat(headers).doesNotContainKey("Accept-encoding");
    }

    @Test
    void failsOverInTheOrderOfTheLists() throws Exception {
        try (var second = new TestServer();
                var builtIn = new TestServer()) {
            server.answer(500, "{}", Map.of()).cut().answer("{\"status\":0}");
            second.answer(404, "", Map.of()).answer("{\"status\":0}");
            builtIn.answer("{\"status\":0}");
            String dead = deadAddress();
            host.registered(
                    STEP,
                    List.of(dead, server.address().toString(), second.address().toString(), dead));
            var conversation = conversation(List.of(), List.of(builtIn.address()));

            conversation.next();
            assertThat(log.status().server()).isEqualTo(builtIn.address().toString());
            conversation.next();
            assertThat(log.status().server()).isEqualTo(second.address().toString());
            conversation.next();
            assertThat(log.status().server()).isEqualTo(server.address().toString());

            assertThat(server.requests).hasSize(3);
            assertThat(second.requests).hasSize(2);
            assertThat(builtIn.requests).hasSize(1);
        }
    }

    @Test
    void backsOffWhenNobodyAnswersAndSaysWhoFailedHow() throws Exception {
        String dead = deadAddress();
        server.answer(500, "", Map.of());
        host.registered(STEP, List.of(dead, server.address().toString()));
        var conversation = conversation(List.of(), List.of());

        for (int i = 0; i < 10; i++) {
            assertThat(conversation.next().untilNext()).isBetween(Backoff.SHORTEST, Backoff.LONGEST);
        }

        assertThat(server.requests).hasSize(10);
        assertThat(log.status().accepted()).isFalse();
        assertThat(log.status().server()).isEmpty();
        assertThat(log.status().outcome()).contains(dead).contains(server.address() + ": answered HTTP 500");
    }

    @Test
    void knowsNoServerAtAll() {
        host.registered(STEP, List.of());

        assertThat(conversation(List.of(), List.of()).next().untilNext()).isPositive();
        assertThat(log.status().outcome()).contains("no server is known");
    }

    @Test
    void leavesAServerAloneThatAskedForIt() {
        host.registered(Duration.ofSeconds(1), List.of(server.address().toString()));
        server.answer(503, "", Map.of("Retry-After", "120")).answer("{\"status\":0}");
        var conversation = conversation(List.of(), List.of());

        conversation.next();
        assertThat(conversation.next().untilNext()).isEqualTo(Duration.ofMinutes(2));
        nanos += Duration.ofSeconds(119).toNanos();
        assertThat(conversation.next().untilNext()).isEqualTo(Duration.ofSeconds(1));
        assertThat(server.requests).hasSize(1);

        nanos += Duration.ofSeconds(1).toNanos();
        conversation.next();
        assertThat(server.requests).hasSize(2);
        assertThat(log.status().accepted()).isTrue();
    }

    @Test
    void asksTheOthersWhileOneIsLeftAlone() throws Exception {
        try (var other = new TestServer()) {
            host.registered(
                    STEP, List.of(server.address().toString(), other.address().toString()));
            server.answer(429, "", Map.of("Retry-After", "600"));
            other.answer("{\"status\":0}");
            var conversation = conversation(List.of(), List.of());

            conversation.next();
            conversation.next();

            assertThat(server.requests).hasSize(1);
            assertThat(other.requests).hasSize(2);
        }
    }

    @Test
    void resendsResultsAndEventsUntilConfirmed() {
        host.registered(STEP, List.of(server.address().toString()));
        host.results.add(new JobResult("j1", "stop", "a", "", 404, "still there", Instant.EPOCH));
        host.events.add(new Event("e1", Instant.ofEpochMilli(1500), "a", "abnormal-exit", "exit code 1"));
        server.answer(500, "", Map.of()).cut().answer(204, "", Map.of()).answer("{\"status\":2}");
        var conversation = conversation(List.of(), List.of());

        for (int i = 0; i < 4; i++) {
            conversation.next();
        }

        var reports = server.bodies("/agent/status");
        assertThat(reports).hasSize(4);
        assertThat(reports.subList(0, 3)).allSatisfy(report -> {
            assertThat(ids(report, "jobs")).containsExactly("j1");
            assertThat(ids(report, "events")).containsExactly("e1");
        });
        assertThat(reports.get(0).path("jobs").get(0).path("errcode").asInt()).isEqualTo(404);
        assertThat(reports.get(0).path("events").get(0).path("time").asDouble()).isEqualTo(1.5);
        assertThat(ids(reports.get(3), "jobs")).isEmpty();
        assertThat(ids(reports.get(3), "events")).isEmpty();
    }

    @Test
    void confirmsEvenIfTheReplyCannotBeRead() {
        host.registered(STEP, List.of(server.address().toString()));
        host.results.add(new JobResult("j1", "stop", "a", "", 0, "done", Instant.EPOCH));
        server.answer("<html>");

        var round = conversation(List.of(), List.of()).next();

        assertThat(round).isEqualTo(new Conversation.Round(STEP, false));
        assertThat(host.results).isEmpty();
        assertThat(log.status().accepted()).isTrue();
        assertThat(log.status().outcome()).contains("could not be read");
    }

    @Test
    void confirmsButDoesNotReadAReplyThatIsTooLong() {
        host.registered(STEP, List.of(server.address().toString()));
        host.results.add(new JobResult("j1", "stop", "a", "", 0, "done", Instant.EPOCH));
        server.answer("{\"jobs\":[{\"id\":\"1\",\"action\":\"stop\",\"x\":\"" + "x".repeat(65 * 1024) + "\"}]}");

        conversation(List.of(), List.of()).next();

        assertThat(host.results).isEmpty();
        assertThat(host.submitted).isEmpty();
        assertThat(log.status().outcome()).contains("longer than 64 KiB");
    }

    @Test
    void goesOnWhenAConfirmationCannotBeRecorded() {
        host.registered(STEP, List.of(server.address().toString()));
        host.results.add(new JobResult("j1", "stop", "a", "", 0, "done", Instant.EPOCH));
        host.diskFull = true;
        server.answer("{}");

        assertThat(conversation(List.of(), List.of()).next().untilNext()).isEqualTo(STEP);
        assertThat(host.results).hasSize(1);
    }

    @Test
    void takesTheSeedsSampleReplyWithTwoJobsOfOneId() throws Exception {
        host.registered(STEP, List.of(server.address().toString()));
        try (var sample = getClass().getResourceAsStream("/seed-reply.json")) {
            server.answer(new String(sample.readAllBytes(), StandardCharsets.UTF_8));
        }

        var round = conversation(List.of(), List.of()).next();

        assertThat(round.broughtJobs()).isTrue();
        assertThat(host.submitted)
                .extracting(Job::id)
                .containsExactly("ddc8a9b9-55bd-4ddd-b53d-47095ee19466", "ddc8a9b9-55bd-4ddd-b53d-47095ee19466");
        assertThat(host.submitted).extracting(Job::action).containsExactly("install", "config");
        assertThat(host.submitted.get(0).parameters().json())
                .contains("\"PATH\":\"/usr/bin;/usr/local/bin\"", "\"CPU\":\"10%\"");
        assertThat(host.submitted.get(1).parameters().json())
                .isEqualTo("{\"step\":1200,\"svrlist\":\"192.168.9.1:1234,\"}");
    }

    /** A host must not be lost by a list of servers that do not exist. */
    @Test
    void asksTheLastServerThatAcceptedAReportWhenNoOtherAnswers() throws Exception {
        server.answer("{\"status\":0}").answer("{\"status\":0}");
        host.registered(STEP, List.of(server.address().toString()));
        conversation(List.of(), List.of()).next();
        host.registered(STEP, List.of(deadAddress()));

        conversation(List.of(), List.of()).next();

        assertThat(server.requests).hasSize(2);
        assertThat(log.status().accepted()).isTrue();
        assertThat(log.status().server()).isEqualTo(server.address().toString());
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        try (var other = new TestServer()) {
            host.registered(STEP, List.of(server.address().toString()));
            server.answer(302, "", Map.of("Location", "http://" + other.address() + "/agent/status"));

            conversation(List.of(), List.of()).next();

            assertThat(server.requests).hasSize(1);
            assertThat(other.requests).isEmpty();
            assertThat(log.status().accepted()).isFalse();
        }
    }

    private Conversation conversation(List<ServerAddress> firstStart, List<ServerAddress> builtIn) {
        return new Conversation(
                host,
                host,
                new Registration(() -> "web-1", firstStart, STEP),
                new ReportComposer(
                        () -> "web-1",
                        "bootagent-1.2.4-x86_64",
                        () -> Duration.ofSeconds(5),
                        Clock.systemUTC(),
                        host,
                        host),
                new JobReader(host, Clock.systemUTC()),
                new Servers(builtIn, client, new Backoff(new Random(1)), () -> nanos),
                new OutputDelivery(new FakeOutputs(), client),
                log);
    }

    private static String deadAddress() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static List<String> ids(JsonNode report, String field) {
        return report.path(field).findValuesAsText("id");
    }
}
