package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobProgress;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.ControlResponse.Command;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.JobOutputEvent;
import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.ProcessResourceUsages;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.bootagent.easyagent.proto.StatusReportEvent;
import org.bootagent.easyagent.proto.UsagesEvent;
import org.bootagent.testing.LogRecords;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String OURS = "bootagent-1.2.4-x86_64";

    @TempDir
    Path home;

    private TestBooter booter;

    @BeforeEach
    void start() throws Exception {
        booter = new TestBooter(home);
    }

    @AfterEach
    void stop() {
        booter.close();
    }

    @Test
    void originalSidecarGetsACommandAndItsAnswerEndsTheJob() throws Exception {
        try (var sidecar = original()) {
            FleetJob job = booter.fleet
                    .jobs()
                    .enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\",\"args\":[\"-u\"],\"timeout\":90}");
            ControlResponse command = sidecar.next();
            assertThat(command.getCmd()).isEqualTo(Command.EXEC_SCRIPT);
            assertThat(command.getSeqno()).isEqualTo((int) job.seq());
            assertThat(command.getExecScriptOptions().getExecScript()).isEqualTo("#!/bin/sh\nid");
            assertThat(command.getExecScriptOptions().getParameterList()).containsExactly("-u");
            assertThat(command.getExecScriptOptions().getTimeout().getSeconds()).isEqualTo(90);
            assertThat(job(job).status()).isEqualTo(JobStatus.SENT);

            sidecar.answer(command, false, "uid=0");
            assertThat(job(job))
                    .extracting(FleetJob::status, FleetJob::message)
                    .containsExactly(JobStatus.DONE, "uid=0");
            sidecar.answer(command, true, "again");
            assertThat(job(job).message()).isEqualTo("uid=0");
        }
    }

    @Test
    void progressThatIsNoNumberEndsNothing() throws Exception {
        try (var sidecar = original()) {
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "b", null);
            ControlResponse command = sidecar.next();
            assertThatThrownBy(() -> sidecar.progress(command, Float.NaN, false, ""))
                    .hasMessageContaining("is no number");
            assertThat(job(job).status()).isEqualTo(JobStatus.SENT);
            sidecar.progress(command, 1, false, "");
            assertThat(job(job).status()).isEqualTo(JobStatus.DONE);
        }
    }

    /** As it is on the wire: seqno 1 and nothing else, or with a message. */
    @Test
    void successOfAnOriginalHasNoProgressAndIsTheEnd() throws Exception {
        try (var sidecar = original()) {
            for (String message : List.of("", "installing b p1 p2\n")) {
                FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "b", null);
                sidecar.progress(sidecar.next(), 0, false, message);
                assertThat(job(job))
                        .extracting(FleetJob::status, FleetJob::message)
                        .containsExactly(JobStatus.DONE, message);
            }
            assertThat(booter.fleet
                            .agents()
                            .list(AgentFilter.of(SN), Slice.FIRST)
                            .items())
                    .extracting(HostAgent::status)
                    .containsExactly("running");
        }
    }

    @Test
    void progressBetweenIsNotTheEnd() throws Exception {
        try (var sidecar = original()) {
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "b", null);
            ControlResponse command = sidecar.next();
            sidecar.progress(command, 0.5f, false, "half");
            assertThat(job(job))
                    .extracting(FleetJob::status, FleetJob::progress)
                    .containsExactly(JobStatus.SENT, new JobProgress(0.5, "half"));
            sidecar.progress(command, 0, false, "");
            assertThat(job(job).status()).isEqualTo(JobStatus.DONE);
        }
    }

    @Test
    void longAnswerIsKeptAsOutput() throws Exception {
        try (var sidecar = original()) {
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            String text = "0123456789".repeat(20_000);
            sidecar.answer(sidecar.next(), true, text);
            assertThat(job(job).status()).isEqualTo(JobStatus.FAILED);
            assertThat(new String(booter.outputs.read(job.id(), 0, 1 << 20), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    /** Anybody who reaches the port can send that, and as often as he likes. */
    @Test
    void aMessageThatCannotBeReadIsRefusedWithoutAWordInTheLog() throws Exception {
        var channel = Grpc.newChannelBuilder("127.0.0.1:" + booter.port(), InsecureChannelCredentials.create())
                .build();
        try (var log = new LogRecords(Logger.getLogger("io.grpc"))) {
            for (var method : EasyAgentServiceGrpc.getServiceDescriptor().getMethods()) {
                for (byte[] garbage :
                        new byte[][] {"\uFFFF".repeat(50).getBytes(StandardCharsets.UTF_16), {10, 127}, {-1, -1}}) {
                    var call = ClientCalls.blockingServerStreamingCall(
                            channel, method.toBuilder(RAW, RAW).build(), CallOptions.DEFAULT, garbage);
                    assertThatThrownBy(call::next)
                            .hasMessageContaining(
                                    "INVALID_ARGUMENT: the message is none of " + method.getFullMethodName());
                }
            }
            assertThat(log.all()).isEmpty();
        } finally {
            channel.shutdownNow();
        }
        originalSidecarGetsACommandAndItsAnswerEndsTheJob();
    }

    private static final MethodDescriptor.Marshaller<byte[]> RAW = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new AssertionError("an answer");
        }
    };

    @Test
    void ourOwnHostGetsTheJobAsItIsAndReportsAsOverHttp() throws Exception {
        try (var host = new StandIn(booter.port(), SN)) {
            var reply = host.register(OURS).getReply();
            assertThat(Json.MAPPER.readValue(reply.newInput(), RegisterReply.class))
                    .isEqualTo(new RegisterReply(0, SN, "svc=ecs", null, null));
            connected(host);
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "install", "node", "{\"url\":\"file:/x\"}");
            ControlResponse command = host.next();
            assertThat(command.getCmd()).isEqualTo(Command.RUN_JOB);
            assertThat(Json.MAPPER.readTree(command.getJobOption().getJson().newInput()))
                    .isEqualTo(job.instruction());

            var result = new StatusReport.Result(job.id(), 0, "done", "install", "node");
            assertThat(report(host, List.of(result)).jobs()).isEmpty();
            assertThat(job(job).status()).isEqualTo(JobStatus.DONE);
        }
    }

    @Test
    void outputIsTakenWhereItStopped() throws Exception {
        try (var host = connected(ours())) {
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", null);
            assertThat(output(host, job, 0, "abc")).isEqualTo(3);
            assertThat(output(host, job, 7, "xyz")).isEqualTo(3);
            assertThat(output(host, job, 1, "bcde")).isEqualTo(5);
        }
    }

    @Test
    void jobGoesToNeitherOfTwoHostsWithOneSerialNumber() throws Exception {
        try (var host = connected(ours());
                var copy = new StandIn(booter.port(), SN)) {
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(host.next().getCmd()).isEqualTo(Command.RUN_JOB);
            assertThat(report(host, List.of(), "the host").status()).isZero();
            int attempts = job(job).attempts();

            copy.register(OURS);
            copy.ready();
            assertThat(host.end()).contains("ABORTED", "one of the two is a copy");
            assertThat(report(copy, List.of(), "the copy").jobs()).isEmpty();
            host.ready();
            assertThat(copy.end()).contains("ABORTED");
            assertThat(report(host, List.of(), "the host").jobs()).isEmpty();
            assertThat(booter.fleet.presence().duplicate(SN)).isTrue();
            assertThat(booter.fleet
                            .jobs()
                            .enqueue(Caller.LOCAL, SN, "exec", "", null)
                            .status())
                    .isEqualTo(JobStatus.QUEUED);
            assertThat(job(job).attempts()).isEqualTo(attempts);
            // As long as a suspicion would last.
            assertThat(host.commands.poll(12, TimeUnit.SECONDS)).isNull();
            assertThat(copy.commands).isEmpty();

            report(host, List.of(new StatusReport.Result(job.id(), 0, "done", "exec", "")), "the host");
            assertThat(job(job).status()).as("results are taken all the same").isEqualTo(JobStatus.DONE);
        }
    }

    @Test
    void hostWhoseOldStreamIsDeadGetsItsJobsALittleLater() throws Exception {
        try (var before = connected(ours());
                var after = new StandIn(booter.port(), SN)) {
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            before.next();
            after.register(OURS);
            after.ready();
            before.end();
            FleetJob second = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(second.status()).isEqualTo(JobStatus.QUEUED);
            var got = List.of(after.commands.poll(5, TimeUnit.MINUTES), after.next());
            assertThat(got).extracting(ControlResponse::getSeqno).containsExactly((int) job.seq(), (int) second.seq());
        }
    }

    @Test
    void callbacksAreMadeAtEachRegistrationOnceTheStreamIsOpen() {
        var request = new CallbackRequest(SN, "web1", "10.0.0.7", List.of("CallBack=eA%3D%3D&Type=hosts", "b"));
        try (var sidecar = new StandIn(booter.port(), SN)) {
            sidecar.callbacks = request.callbacks();
            sidecar.register("");
            sidecar.register("");
            assertThat(booter.callbacks).isEmpty();
            sidecar.ready();
            await().until(() -> !booter.callbacks.isEmpty());
            assertThat(booter.callbacks).containsExactly(request);

            sidecar.register("");

            await().until(() -> booter.callbacks.size() == 2);
            assertThat(booter.callbacks).containsOnly(request);
        }
    }

    @Test
    void aStreamThatIsOpenedAgainMakesNoCallbacks() {
        for (int i = 0; i < 2; i++) {
            try (var sidecar = new StandIn(booter.port(), SN)) {
                sidecar.callbacks = List.of("a");
                if (i == 0) {
                    sidecar.register("");
                }
                sidecar.ready();
                await().until(() -> booter.server.connected() == 1);
            }
            await().until(() -> booter.server.connected() == 0);
        }
        assertThat(booter.callbacks).hasSize(1);
    }

    @Test
    void registrationThatCannotBeStoredIsToBeTriedAgain() throws Exception {
        try (var host = new StandIn(booter.port(), SN)) {
            booter.store.close();
            assertThatThrownBy(() -> host.register(OURS)).hasMessageContaining("UNAVAILABLE");
            assertThatThrownBy(() -> host.register(OURS)).hasMessageContaining("its log says why");
        }
    }

    @Test
    void jobWaitsForItsHost() throws Exception {
        try (var sidecar = new StandIn(booter.port(), SN)) {
            sidecar.register("");
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
            sidecar.ready();
            assertThat(sidecar.next().getSeqno()).isEqualTo((int) job.seq());
        }
    }

    @Test
    void commandIsNotSentToAnOriginalAgainAfterACutButAJobIsToOneOfOurs() throws Exception {
        FleetJob job;
        try (var sidecar = original()) {
            job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            sidecar.next();
        }
        offline();
        try (var sidecar = connected(new StandIn(booter.port(), SN))) {
            FleetJob second = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(sidecar.next().getSeqno()).isEqualTo((int) second.seq());
            assertThat(job(job).status()).isEqualTo(JobStatus.SENT);
            sidecar.answer(
                    ControlResponse.newBuilder().setSeqno((int) job.seq()).build(), false, "late");
            assertThat(job(job).message()).isEqualTo("late");
        }
        offline();
        try (var host = connected(ours())) {
            assertThat(host.next().getSeqno()).isGreaterThan((int) job.seq());
        }
        offline();
        try (var host = connected(ours())) {
            assertThat(host.next().getCmd()).isEqualTo(Command.RUN_JOB);
        }
    }

    @Test
    void commandWithoutAnAnswerFailsWhenItsTimeIsOver() throws Exception {
        booter.close();
        booter = new TestBooter(home.resolve("hasty"), Admit.LOOPBACK, Tls.NONE, Duration.ofMillis(300));
        try (var sidecar = original()) {
            FleetJob job =
                    booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\",\"timeout\":1}");
            sidecar.next();
            await().until(() -> job(job).status().finished());
            assertThat(job(job).message()).contains("did not answer within 1 s");
            assertThat(job(job).errcode()).isEqualTo(203);
        }
    }

    @Test
    void numbersGoOnAfterARestart() throws Exception {
        int last;
        try (var sidecar = original()) {
            booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            last = sidecar.next().getSeqno();
        }
        booter.close();
        booter = new TestBooter(home);
        try (var sidecar = new StandIn(booter.port(), SN)) {
            connected(sidecar);
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(sidecar.next().getSeqno()).isEqualTo((int) job.seq()).isGreaterThan(last);
        }
    }

    @Test
    void copyOfAHostThatRegistersTooEndsTheFirstStreamWhateverIsKnownOfItByNow() throws Exception {
        try (var first = connected(ours());
                var copy = new StandIn(booter.port(), SN)) {
            var now = booter.fleet.time().now();
            booter.fleet
                    .reports()
                    .take(List.of(HostNews.of(
                            new Host(SN, "web1", OURS, "", 60, 77, List.of(), now, now), List.of(), List.of())));
            assertThat(booter.fleet.hosts().get(SN).uptime()).isEqualTo(77);
            copy.register(OURS);
            copy.ready();
            assertThat(first.end()).contains("replaced");
        }
    }

    @Test
    void oneConnectionCarriesFewCallsAtATime() {
        var channel = NettyChannelBuilder.forAddress("localhost", booter.port())
                .usePlaintext()
                .build();
        try {
            var streams = new ArrayList<Iterator<ControlResponse>>();
            for (int i = 0; i < 33; i++) {
                String sn = "33c5b8b4-5a2c-43c5-ab90-9672145100%02d".formatted(i);
                var header = SidecarRequestHeader.newBuilder().setId(Ids.bytes(sn));
                try (var host = new StandIn(booter.port(), sn)) {
                    host.register(OURS);
                }
                streams.add(EasyAgentServiceGrpc.newBlockingStub(channel)
                        .readyForControl(
                                ControlRequest.newBuilder().setHeader(header).build()));
                int open = Math.min(32, i + 1);
                await().until(() -> booter.server.connected() == open);
            }
            var call = EasyAgentServiceGrpc.newBlockingStub(channel).withDeadlineAfter(300, TimeUnit.MILLISECONDS);
            assertThatThrownBy(() -> call.reportEvent(Event.getDefaultInstance()))
                    .hasMessageContaining("DEADLINE_EXCEEDED");
            assertThat(streams).hasSize(33);
            assertThat(booter.server.connected()).isEqualTo(32);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void newStreamReplacesTheOldOne() throws Exception {
        try (var old = original();
                var newer = new StandIn(booter.port(), SN)) {
            newer.ready();
            assertThat(old.end()).contains("replaced");
            booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(newer.next().getCmd()).isEqualTo(Command.EXEC_SCRIPT);
            assertThat(booter.fleet.hosts().get(SN).online(booter.fleet.time().now()))
                    .isTrue();
        }
    }

    /** As a sidecar does: it tries again over the same connection. */
    @Test
    void secondSidecarOfOneIdIsRefusedAndTheFirstGoesOn() throws Exception {
        try (var second = new StandIn(booter.port(), SN)) {
            try (var first = original()) {
                second.register("");
                for (int i = 0; i < 2; i++) {
                    assertThat(second.ready().end()).contains("UNKNOWN: already connected");
                }
                second.error(UUID.randomUUID().toString(), "it is heard all the same");
                assertThat(booter.fleet
                                .events()
                                .list(EventFilter.of(SN), Slice.FIRST)
                                .total())
                        .isOne();
                FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
                assertThat(first.next().getSeqno()).isEqualTo((int) job.seq());
            }
            offline();
            assertThat(connected(second).ends).isEmpty();
        }
    }

    @Test
    void secondStreamOfOneConnectionIsRefusedAndTheFirstGoesOn() throws Exception {
        try (var sidecar = original()) {
            for (int i = 0; i < 2; i++) {
                sidecar.register("");
                assertThat(sidecar.ready().end()).contains("UNKNOWN: already connected");
            }
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(sidecar.next().getSeqno()).isEqualTo((int) job.seq());
            assertThat(sidecar.ends).isEmpty();
        }
    }

    /** Booter was started anew, so neither registers: the second to come replaces the first, which shows that it is there. */
    @Test
    void twoSidecarsOfOneIdDoNotTakeTurnsForEver() throws Exception {
        try (var first = original();
                var second = new StandIn(booter.port(), SN)) {
            second.ready();
            assertThat(first.end()).contains("replaced");
            for (int i = 0; i < 2; i++) {
                assertThat(first.ready().end()).contains("already connected");
            }
            FleetJob job = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(second.next().getSeqno()).isEqualTo((int) job.seq());
            assertThat(second.ends).isEmpty();
        }
    }

    @Test
    void unknownHostIsRefusedWhereNoneIsAdmittedAndAKnownOneIsNot() throws Exception {
        booter.close();
        booter = new TestBooter(home, Admit.NONE, Tls.NONE, Duration.ofSeconds(30));
        try (var sidecar = new StandIn(booter.port(), SN)) {
            assertThatThrownBy(() -> sidecar.register(""))
                    .hasMessageContaining("UNKNOWN: sql: no rows in result set; host " + SN + " is not known here")
                    .hasMessageContaining("/api/v1/deploy/sidecar/install/callback?client_id=" + SN
                            + "&install_type=sidecar&install_res=success&msg=");
            assertThatThrownBy(() -> sidecar.register(OURS))
                    .as("the same words from each port: a host logs what changes")
                    .hasMessageContaining("PERMISSION_DENIED")
                    .hasMessageContaining("not admitted from 127.0.0.1: admit it");
            assertThatThrownBy(() -> sidecar.error(UUID.randomUUID().toString(), "x"))
                    .hasMessageContaining("register");
            assertThat(sidecar.ready().end()).contains("register first");
            assertThat(booter.fleet.hosts().counts().hosts()).isZero();
            booter.fleet.registry().register(new org.bootagent.wire.RegisterRequest("web1", SN));
            sidecar.register("");
        }
    }

    @Test
    void wrongIdsAreRefusedInWords() {
        try (var sidecar = new StandIn(booter.port(), Ids.NIL)) {
            assertThatThrownBy(() -> sidecar.register("")).hasMessageContaining("no id");
        }
        try (var host = ours();
                var other = new StandIn(booter.port(), UUID.randomUUID().toString())) {
            other.register(OURS);
            assertThatThrownBy(() -> report(other, List.of())).hasMessageContaining("only speak for itself");
            assertThatThrownBy(() -> host.report(Event.newBuilder().setEventTypeValue(77)))
                    .hasMessageContaining("not known");
        }
    }

    @Test
    void errorsAndChangesOfHealthAreEvents() throws Exception {
        try (var sidecar = original()) {
            var agent = booter.fleet
                    .easy()
                    .install(SN, "beat", "", "", booter.fleet.time().now());
            sidecar.error(agent.agentId(), "exit code 3");
            for (boolean failed : new boolean[] {false, true, true, false}) {
                sidecar.report(Event.newBuilder()
                        .setEventType(EventType.EVT_AGENT_HEALTH_CHECK)
                        .setAgentHealthCheck(org.bootagent.easyagent.proto.AgentHealthCheck.newBuilder()
                                .setAgentId(Ids.bytes(agent.agentId()))
                                .setFailed(failed)));
            }
            assertThat(booter.fleet
                            .events()
                            .list(EventFilter.of(SN), Slice.FIRST)
                            .items())
                    .extracting(FleetEvent::agent, FleetEvent::type, FleetEvent::detail)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("beat", "abnormal-exit", "exit code 3"),
                            org.assertj.core.groups.Tuple.tuple("beat", "unhealthy", ""),
                            org.assertj.core.groups.Tuple.tuple("beat", "healthy", ""));
        }
    }

    @Test
    void latestUsageIsKept() throws Exception {
        try (var sidecar = original()) {
            sidecar.report(Event.newBuilder()
                    .setEventType(EventType.EVT_OS_RESOURCE_USAGES)
                    .setOsResourceUsages(OsResourceUsages.newBuilder().setMemUsage(5)));
            assertThat(booter.server.usages().host(SN).getMemUsage()).isEqualTo(5);
        }
    }

    @Test
    void usagesThatComeTogetherAreKeptEach() throws Exception {
        String agent = UUID.randomUUID().toString();
        try (var sidecar = original()) {
            sidecar.report(Event.newBuilder()
                    .setEventType(EventType.EVT_USAGES)
                    .setUsages(UsagesEvent.newBuilder()
                            .setHost(OsResourceUsages.newBuilder().setMemUsage(6))
                            .addAgents(usage(Ids.bytes(agent), 7))
                            .addAgents(usage(ByteString.EMPTY, 8))));
            sidecar.report(Event.newBuilder()
                    .setEventType(EventType.EVT_USAGES)
                    .setUsages(UsagesEvent.newBuilder().addAgents(usage(Ids.bytes(agent), 9))));
            assertThat(booter.server.usages().host(SN).getMemUsage())
                    .as("the second has none")
                    .isEqualTo(6);
            var identity = new AgentIdentity(agent, SN, "beat", "", "", "", false, Instant.EPOCH);
            assertThat(booter.server.ofAgent(identity)).containsEntry("mem_usage", 9L);
        }
    }

    @Test
    void idThatIsNoneIsRefusedInWords() throws Exception {
        try (var sidecar = original()) {
            var wrong = Event.newBuilder()
                    .setEventType(EventType.EVT_PROC_RESOURCE_USAGES)
                    .setProcessResourceUsages(usage(ByteString.copyFromUtf8("no UUID"), 8));
            assertThatThrownBy(() -> sidecar.report(wrong))
                    .hasMessageContaining("INVALID_ARGUMENT: an id must be the 16 bytes of a UUID, not 7");
        }
    }

    private static ProcessResourceUsages usage(ByteString agentId, long memory) {
        return ProcessResourceUsages.newBuilder()
                .setAgentId(agentId)
                .setMemory(memory)
                .build();
    }

    @Test
    void everyCommandOfAnOriginalIsInItsWords() throws Exception {
        try (var sidecar = original()) {
            assertThat(command(
                                    sidecar,
                                    "script-install",
                                    "b",
                                    "{\"binaryPath\":\"/b\",\"script\":\"s\",\"parameter\":[\"-c\"],"
                                            + "\"health\":{\"exec\":[\"sh\",\"-c\",\"true\"],\"period\":60,\"retries\":2}}")
                            .getInstallAgentOptions())
                    .satisfies(options -> {
                        assertThat(options.getHealthShell()).isEqualTo("true");
                        assertThat(options.getHealthPeriod().getSeconds()).isEqualTo(60);
                        assertThat(options.getHealthRetries()).isEqualTo(2);
                        assertThat(options.getAgentId().size()).isEqualTo(16);
                    });
            assertThat(command(
                                    sidecar,
                                    "start",
                                    "b",
                                    "{\"limits\":{\"CPU\":\"100%\",\"memory\":\"1K\"},\"netLimit\":9,\"envs\":{\"A\":\"b\"}}")
                            .getStartAgentOptions())
                    .satisfies(options -> {
                        assertThat(options.getCpuLimit()).isEqualTo(0.25f);
                        assertThat(options.getMemLimit()).isEqualTo(1024);
                        assertThat(options.getNetLimit()).isEqualTo(9);
                        assertThat(options.getEnvironmentMap()).containsEntry("A", "b");
                    });
            assertThat(command(sidecar, "stop", "b", "{\"recover\":true}")
                            .getStopAgentOptions()
                            .getStopAgentOptionsTypeValue())
                    .isEqualTo(1);
            assertThat(command(sidecar, "configure", "b", "{\"content\":\"c\"}").getCmd())
                    .isEqualTo(Command.UPDATE_AGENT_CONFIG);
            assertThat(command(sidecar, "script-update", "b", "{}").getCmd()).isEqualTo(Command.UPDATE_AGENT);
            assertThat(command(sidecar, "script-uninstall", "b", "{}").getCmd()).isEqualTo(Command.UNINSTALL_AGENT);
            assertThat(command(sidecar, "cancel-agent", "", "{\"agent\":\"b\"}").getCmd())
                    .isEqualTo(Command.CANCEL_AGENTS);
            assertThat(command(sidecar, "rest", "", "{\"method\":\"GET\",\"path\":\"/x\"}")
                            .getCmd())
                    .isEqualTo(Command.EXEC_REST);
            for (String action : List.of("reload", "upgrade", "bundle-install")) {
                FleetJob none = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, action, "b", "{}");
                await().until(() -> job(none).status().finished());
                assertThat(job(none).message()).contains("no command for '" + action + "'");
                assertThat(booter.fleet.hosts().get(SN).actions()).doesNotContain(action);
            }
        }
    }

    private ControlResponse command(StandIn sidecar, String action, String name, String parameters)
            throws InterruptedException {
        booter.fleet.jobs().enqueue(Caller.LOCAL, SN, action, name, parameters);
        ControlResponse command = sidecar.next();
        sidecar.progress(command, 0, false, "");
        return command;
    }

    private StandIn original() {
        var sidecar = new StandIn(booter.port(), SN);
        sidecar.register("");
        return connected(sidecar);
    }

    private StandIn ours() {
        var host = new StandIn(booter.port(), SN);
        host.register(OURS);
        return host;
    }

    private StandIn connected(StandIn sidecar) {
        sidecar.ready();
        await().until(() -> {
            var session = booter.server.sessions().find(SN);
            return session != null
                    && session.connected()
                    && (session.original() || booter.server.sessions().reaches(SN));
        });
        return sidecar;
    }

    private void offline() {
        await().until(() -> !booter.server.sessions().connected(SN)
                && !booter.fleet.hosts().get(SN).online(booter.fleet.time().now()));
    }

    private FleetJob job(FleetJob job) {
        return booter.fleet.jobs().get(job.id());
    }

    private static long output(StandIn host, FleetJob job, long offset, String text) {
        return host.report(Event.newBuilder()
                        .setEventType(EventType.EVT_JOB_OUTPUT)
                        .setJobOutput(JobOutputEvent.newBuilder()
                                .setId(job.id())
                                .setOffset(offset)
                                .setData(ByteString.copyFromUtf8(text))))
                .getReceived();
    }

    private static StatusReply report(StandIn host, List<StatusReport.Result> results) throws Exception {
        return report(host, results, "");
    }

    private static StatusReply report(StandIn host, List<StatusReport.Result> results, String instance)
            throws Exception {
        var report = new StatusReport(
                "web1", SN, OURS, 1, 1, 600, List.of(), results, List.of(), List.of("install"), List.of(), instance);
        var reply = host.report(Event.newBuilder()
                .setEventType(EventType.EVT_STATUS_REPORT)
                .setStatusReport(StatusReportEvent.newBuilder()
                        .setJson(ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(report)))));
        return Json.MAPPER.readValue(reply.getReply().newInput(), StatusReply.class);
    }
}
