package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.bootagent.api.job.JobResult;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.AgentError;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ExecRestResponse;
import org.bootagent.easyagent.proto.ExecScriptResponse;
import org.bootagent.testing.LogRecords;
import org.bootagent.wire.EasyAgentWords;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String OTHER = "33c5b8b4-5a2c-43c5-ab90-96721451b4ed";
    private static final String LONG = "0123456789".repeat(1000);

    @TempDir
    Path home;

    private EmbeddedStore store;
    private FleetServices fleet;
    private JobOutputStore outputs;
    private Events events;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        fleet.registry().register(new RegisterRequest("web1", SN));
        fleet.registry().register(new RegisterRequest("web2", OTHER));
        outputs = new JobOutputStore(home, 1 << 30, fleet.jobs());
        events = new Events(fleet, outputs, null, (job, why) -> false);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void longAnswerOfAnotherHostsJobIsRefusedBeforeAnythingIsWritten() throws Exception {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", null);
        for (Event event : List.of(script(job, LONG), rest(job, LONG))) {
            assertThatThrownBy(() -> events.read(from(OTHER, event)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is none of host " + OTHER);
            assertThat(outputs.length(job.id())).isZero();
        }
        fleet.reports().take(List.of(events.read(from(SN, script(job, LONG)))));
        assertThat(new String(outputs.read(job.id(), 0, 1 << 20), StandardCharsets.UTF_8))
                .isEqualTo(LONG);
        assertThat(fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.DONE);
    }

    @Test
    void longAnswerThatCannotBeKeptStillEndsItsJob() throws Exception {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", null);
        Files.createFile(home.resolve("output"));
        try (var log = new LogRecords(Events.class)) {
            fleet.reports().take(List.of(events.read(from(SN, script(job, LONG)))));
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains(
                            "10000 bytes", job.id(), SN, home.resolve("output").toString());
        }
        assertThat(outputs.directory()).isRegularFile();
        assertThat(fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.DONE);
        assertThat(fleet.jobs().get(job.id()).message())
                .hasSize(JobResult.MAX_MESSAGE)
                .isSubstringOf(LONG);
    }

    @Test
    void shortAnswerOfAnotherHostsJobChangesNothing() throws Exception {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", null);
        fleet.reports().take(List.of(events.read(from(OTHER, script(job, "x")))));
        assertThat(fleet.jobs().get(job.id())).isEqualTo(job);
    }

    @Test
    void agentOfAnotherHostIsNotNamed() throws Exception {
        String id = fleet.easy().agent(SN, "web", fleet.time().now()).agentId();
        var error = Event.newBuilder()
                .setEventType(EventType.EVT_AGENT_ERR)
                .setAgentError(AgentError.newBuilder().setAgentId(Ids.bytes(id)))
                .build();
        assertThat(events.read(from(OTHER, error)).events())
                .extracting(StatusReport.Event::agent)
                .containsExactly(id);
        assertThat(events.read(from(SN, error)).events())
                .extracting(StatusReport.Event::agent)
                .containsExactly("web");
    }

    /** A service manager ends our host agent whenever it likes. */
    @Test
    void theEndOfOneOfOursIsToldOfTheHostAndIsNoFault() throws Exception {
        var quit = Event.newBuilder()
                .setEventType(EventType.EVT_AGENT_ERR)
                .setAgentError(AgentError.newBuilder().setErrstr(ByteString.copyFromUtf8(EasyAgentWords.QUIT)))
                .build();
        var ours = new Arrival(
                new Session(fleet.hosts().get(SN), false, null),
                quit,
                null,
                fleet.time().now());

        assertThat(events.read(ours).events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("host");
            assertThat(event.agent()).isEmpty();
            assertThat(event.detail()).isEqualTo(EasyAgentWords.QUIT);
        });
        assertThat(events.read(from(SN, quit)).events())
                .extracting(StatusReport.Event::type)
                .containsExactly("abnormal-exit");
    }

    @Test
    void progressThatAnotherHostClaimsDoesNotHoldAJobBack() {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", null);
        fleet.delivery().due(List.of(SN), false);
        var claimed = List.of(new StatusReport.Progress(job.id(), "exec", "", 0.5, "mine"));
        var replies = fleet.reports()
                .take(List.of(
                        fleet.reports().news(report(OTHER, claimed)),
                        fleet.reports().news(report(SN, List.of()))));
        assertThat(replies).extracting(StatusReply::jobs).extracting(List::size).containsExactly(0, 1);
        assertThat(fleet.jobs().get(job.id()).progress().done()).isZero();
    }

    private Arrival from(String agentsn, Event event) {
        return new Arrival(
                new Session(fleet.hosts().get(agentsn), true, null),
                event,
                null,
                fleet.time().now());
    }

    private static StatusReport report(String agentsn, List<StatusReport.Progress> progress) {
        return new StatusReport(
                "web", agentsn, "1", 1, 1, 60, List.of(), List.of(), List.of(), List.of(), progress, "");
    }

    private static Event script(FleetJob job, String response) {
        return Event.newBuilder()
                .setEventType(EventType.EVT_EXEC_SCRIPT)
                .setExecScriptResponse(ExecScriptResponse.newBuilder()
                        .setSeqno((int) job.seq())
                        .setResponse(ByteString.copyFromUtf8(response)))
                .build();
    }

    private static Event rest(FleetJob job, String response) {
        return Event.newBuilder()
                .setEventType(EventType.EVT_REST_SCRIPT)
                .setExecRestResponse(ExecRestResponse.newBuilder()
                        .setSeqno((int) job.seq())
                        .setResponse(ByteString.copyFromUtf8(response)))
                .build();
    }
}
