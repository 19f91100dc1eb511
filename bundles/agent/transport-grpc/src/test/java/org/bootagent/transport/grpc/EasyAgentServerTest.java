package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.easyagent.proto.CancelAgentsOptions;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.ControlResponse.Command;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ExecRestOptions;
import org.bootagent.easyagent.proto.ExecScriptOptions;
import org.bootagent.easyagent.proto.InstallAgentOptions;
import org.bootagent.easyagent.proto.StartAgentOptions;
import org.bootagent.easyagent.proto.StopAgentOptions;
import org.bootagent.easyagent.proto.UninstallAgentOptions;
import org.bootagent.easyagent.proto.UpdateAgentConfigOptions;
import org.bootagent.easyagent.proto.UpdateAgentOptions;
import org.bootagent.easyagent.proto.UpdateSidecarConfigOptions;
import org.bootagent.easyagent.proto.UpdateSidecarOptions;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer.Cut;
import org.bootagent.transport.grpc.host.Proc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An original EasyAgent server, played by the replaying server: every command, with the stream cut wherever it can be. */
class EasyAgentServerTest extends EasyAgentFixture {
    private static final UUID AGENT = UUID.fromString("33c5b8b4-5a2c-43c5-ab90-96721451b4ec");
    private static final ByteString ID = Ids.bytes(AGENT);
    private static final Duration HALF_A_MINUTE =
            Duration.newBuilder().setSeconds(29).setNanos(1).build();

    /** Point at which the stream is cut while a command is carried out. */
    enum Moment {
        NEVER,
        ONCE_IT_IS_TAKEN,
        WHEN_ITS_RESULT_IS_SENT,
        WHEN_ITS_RESULT_IS_CONFIRMED
    }

    static Stream<Arguments> everyCommandAtEveryMoment() {
        return Stream.of(Moment.values())
                .flatMap(moment -> commands().map(command -> Arguments.of(command.getCmd(), moment, command)));
    }

    @ParameterizedTest(name = "{0}, cut {1}")
    @MethodSource("everyCommandAtEveryMoment")
    @Execution(ExecutionMode.CONCURRENT)
    void endsInOneEventWithItsNumber(Command name, Moment moment, ControlResponse.Builder command) {
        install();
        int before = server.events().size();
        int known = host.submitted.size();
        cutLater(moment);

        send(command.setSeqno(-7));
        if (name != Command.UPDATE_SIDECAR) {
            await().until(() -> host.submitted.size() == known + 1);
            if (moment == Moment.ONCE_IT_IS_TAKEN) {
                server.cut();
                await().until(() -> server.listeners().size() >= 2);
            }
            host.finish(host.submitted.get(known), ErrorCode.SUCCESS, "well done");
        }

        await().until(() -> server.events().size() > before || server.cuts() > 0);
        await().until(host::allConfirmed);
        assertThat(server.cuts() > 0).isEqualTo(moment != Moment.NEVER && fits(name, moment));
        var events = events().subList(before, events().size());
        assertThat(events.stream().map(EasyAgentServerTest::seqno).distinct()).containsExactly(-7);
        // A reply that is lost is the one case in which the server hears it twice, and can tell by the number.
        assertThat(events).hasSize(moment == Moment.WHEN_ITS_RESULT_IS_CONFIRMED ? 2 : 1);
        assertThat(events.get(0).getEventType()).isEqualTo(type(name));
    }

    private static boolean fits(Command name, Moment moment) {
        return name != Command.UPDATE_SIDECAR || moment != Moment.ONCE_IT_IS_TAKEN;
    }

    private void cutLater(Moment moment) {
        if (moment == Moment.WHEN_ITS_RESULT_IS_SENT) {
            server.cutNext(Cut.BEFORE);
        } else if (moment == Moment.WHEN_ITS_RESULT_IS_CONFIRMED) {
            server.cutNext(Cut.AFTER);
        }
    }

    @Test
    void makesAJobOfEachCommand() {
        install();
        commands().forEach(command -> send(command.setSeqno(1)));
        await().until(() -> host.submitted.size() == 11);

        assertThat(host.submitted)
                .extracting(job -> job.action() + " '" + job.name() + "' "
                        + job.parameters().json())
                .containsExactly(
                        "script-install 'my-agent' {\"agentId\":\"" + AGENT
                                + "\",\"args\":[],\"keepFailed\":true,\"parameter\":[],\"script\":\"true\",\"stopGrace\":2}",
                        "script-install 'my-agent' {\"agentId\":\"" + AGENT
                                + "\",\"args\":[\"i\"],\"binaryPath\":\"/opt/a\",\"configurationPath\":\"/etc/a\","
                                + "\"health\":{\"exec\":[\"sh\",\"-c\",\"exit 0\"],\"period\":29.000000001,"
                                + "\"retries\":20,\"startPeriod\":0.0,\"timeout\":29.000000001},"
                                + "\"keepFailed\":true,\"parameter\":[\"-x\"],\"script\":\"echo\",\"stopGrace\":2,"
                                + "\"timeout\":30,\"user\":\"nobody\","
                                + "\"workdir\":\"/w\"}",
                        "script-uninstall 'my-agent' {\"args\":[\"p\"],\"script\":\"rm\",\"timeout\":30}",
                        "script-update 'my-agent' {\"args\":[\"p\"],\"script\":\"up\",\"timeout\":30}",
                        "start 'my-agent' {\"envs\":{\"A\":\"1\"},\"limits\":{\"CPU\":\""
                                + 50 * new Proc(Path.of("/proc")).cores()
                                + "%\",\"memory\":\"5000000000\"},\"netLimit\":18446744073709551615,\"onlyStopped\":true,"
                                + "\"settle\":0}",
                        "stop 'my-agent' {\"recover\":true}",
                        "configure 'my-agent' {\"content\":\"c\",\"path\":\"/etc/a\"}",
                        "reload '' {}",
                        "exec 'my-agent' {\"args\":[\"a\"],\"script\":\"id\",\"timeout\":30}",
                        "cancel-agent '' {\"agent\":\"my-agent\"}",
                        "rest '' {\"anyStatus\":true,\"body\":\"AP8=\",\"contentType\":\"\",\"method\":\"GET\",\"path\":\"/p\","
                                + "\"query\":\"a=b\",\"timeout\":30}");
        assertThat(host.submitted).extracting(Job::id).doesNotHaveDuplicates();
    }

    @Test
    void takesACommandSentTwiceAsTwo() {
        var exec = ControlResponse.newBuilder()
                .setCmd(Command.EXEC_SCRIPT)
                .setSeqno(1)
                .setExecScriptOptions(ExecScriptOptions.newBuilder().setExecScript("id"));
        send(exec);
        send(exec);
        await().until(() -> host.submitted.size() == 2);
        assertThat(host.submitted.get(0).name()).isEmpty();
    }

    @Test
    void answersWhatItDoesNotKnowAndListensOn() {
        send(ControlResponse.newBuilder().setCmdValue(11).setSeqno(1));
        send(ControlResponse.newBuilder()
                .setCmd(Command.START_AGENT)
                .setSeqno(2)
                .setStartAgentOptions(StartAgentOptions.newBuilder().setAgentId(ID)));
        send(ControlResponse.newBuilder()
                .setCmd(Command.STOP_AGENT)
                .setSeqno(3)
                .setStopAgentOptions(StopAgentOptions.newBuilder().setAgentId(ByteString.copyFrom(new byte[] {1, 2}))));
        send(ControlResponse.newBuilder().setCmd(Command.STOP_AGENT).setSeqno(4));
        await().until(() -> server.events().size() == 4);

        assertThat(events()).allSatisfy(event -> {
            assertThat(event.getEventType()).isEqualTo(EventType.EVT_OP_PROGRESS);
            assertThat(event.getOpProgress().getFailed()).isTrue();
        });
        assertThat(messages())
                .anyMatch(message -> message.contains("command 11 is not known"))
                .anyMatch(message -> message.equals("start " + AGENT + ", but can't find it"))
                .anyMatch(message -> message.contains("an id of 2 bytes"))
                .anyMatch(message -> message.contains("names no agentId"));
        assertThat(host.submitted).isEmpty();
        assertThat(server.listeners()).hasSize(1);
    }

    @Test
    void takesAnAllZeroIdForNone() {
        send(ControlResponse.newBuilder()
                .setCmd(Command.EXEC_SCRIPT)
                .setExecScriptOptions(ExecScriptOptions.newBuilder()
                        .setExecScript("id")
                        .setAgentId(ByteString.copyFrom(new byte[16]))));
        await().until(() -> host.submitted.size() == 1);
        assertThat(host.submitted.get(0).name()).isEmpty();
    }

    @Test
    void tellsTwoAgentsOfOneNameApart() {
        install();
        var other = UUID.fromString("44444444-5a2c-43c5-ab90-96721451b4ec");
        send(ControlResponse.newBuilder()
                .setCmd(Command.INSTALL_AGENT)
                .setInstallAgentOptions(InstallAgentOptions.newBuilder()
                        .setAgentId(Ids.bytes(other))
                        .setName("my/agent")));
        await().until(() -> host.submitted.size() == 2);
        assertThat(host.submitted.get(1).name()).isEqualTo("my-agent-44444444");
    }

    @Test
    void staysWhoItSaidItIs() {
        var proposed = server.registrations()
                .get(0)
                .message()
                .message("H")
                .orElseThrow()
                .id("id");
        assertThat(host.settings().orElseThrow().agentsn()).isEqualTo(proposed);
        server.cut();
        await().until(() -> server.listeners().size() == 2);
        assertThat(server.registrations()).as("once is enough for a process").hasSize(1);
        assertThat(events()).noneMatch(event -> event.getEventType() == EventType.EVT_STATUS_REPORT);
    }

    /** Gives the host an agent to talk of. */
    private void install() {
        send(ControlResponse.newBuilder()
                .setCmd(Command.INSTALL_AGENT)
                .setSeqno(99)
                .setInstallAgentOptions(InstallAgentOptions.newBuilder()
                        .setAgentId(ID)
                        .setName("my agent")
                        .setInstallScript("true")));
        await().until(() -> host.submitted.size() == 1);
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "installed");
        await().until(host::allConfirmed);
    }

    private static Stream<ControlResponse.Builder> commands() {
        return Stream.of(
                command(Command.INSTALL_AGENT)
                        .setInstallAgentOptions(InstallAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setName("renamed")
                                .setInstallScript("echo")
                                .addInstallParameter("i")
                                .addParameter("-x")
                                .setBinaryPath("/opt/a")
                                .setConfigurationPath("/etc/a")
                                .setWorkdir("/w")
                                .setRunUser("nobody")
                                .setTimeout(HALF_A_MINUTE)
                                .setHealthShell("exit 0")
                                .setHealthPeriod(HALF_A_MINUTE)
                                .setHealthStartPeriod(Duration.getDefaultInstance())
                                .setHealthTimeout(HALF_A_MINUTE)
                                .setHealthRetries(20)),
                command(Command.UNINSTALL_AGENT)
                        .setUninstallAgentOptions(UninstallAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setUninstallScript("rm")
                                .addParameter("p")
                                .setTimeout(HALF_A_MINUTE)),
                command(Command.UPDATE_AGENT)
                        .setUpdateAgentOptions(UpdateAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setUpdateScript("up")
                                .addParameter("p")
                                .setTimeout(HALF_A_MINUTE)),
                command(Command.START_AGENT)
                        .setStartAgentOptions(StartAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setCpuLimit(0.5f)
                                .setMemLimit(5_000_000_000L)
                                .setNetLimit(-1)
                                .putEnvironment("A", "1")),
                command(Command.STOP_AGENT)
                        .setStopAgentOptions(StopAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setStopAgentOptionsType(StopAgentOptions.Type.STOP_RECOVER)),
                command(Command.UPDATE_AGENT_CONFIG)
                        .setUpdateAgentConfigOptions(UpdateAgentConfigOptions.newBuilder()
                                .setAgentId(ID)
                                .setConfigContent("c")
                                .setConfigPath("/etc/a")),
                command(Command.UPDATE_SIDECAR).setUpdateSidecarOptions(UpdateSidecarOptions.getDefaultInstance()),
                command(Command.UPDATE_SIDECAR_CONFIG)
                        .setUpdateSidecarConfigOptions(UpdateSidecarConfigOptions.getDefaultInstance()),
                command(Command.EXEC_SCRIPT)
                        .setExecScriptOptions(ExecScriptOptions.newBuilder()
                                .setAgentId(ID)
                                .setExecScript("id")
                                .addParameter("a")
                                .setTimeout(HALF_A_MINUTE)),
                command(Command.CANCEL_AGENTS)
                        .setCancelAgentsOptions(CancelAgentsOptions.newBuilder().setAgentId(ID)),
                command(Command.EXEC_REST)
                        .setExecRestOptions(ExecRestOptions.newBuilder()
                                .setMethod("GET")
                                .setPath("/p")
                                .setQuery("a=b")
                                .setBody(ByteString.copyFrom(new byte[] {0, -1}))
                                .setTimeout(HALF_A_MINUTE)));
    }

    private static ControlResponse.Builder command(Command command) {
        return ControlResponse.newBuilder().setCmd(command);
    }

    private static EventType type(Command command) {
        return switch (command) {
            case EXEC_SCRIPT -> EventType.EVT_EXEC_SCRIPT;
            case EXEC_REST -> EventType.EVT_REST_SCRIPT;
            default -> EventType.EVT_OP_PROGRESS;
        };
    }

    private static int seqno(Event event) {
        return switch (event.getEventType()) {
            case EVT_EXEC_SCRIPT -> event.getExecScriptResponse().getSeqno();
            case EVT_REST_SCRIPT -> event.getExecRestResponse().getSeqno();
            default -> event.getOpProgress().getSeqno();
        };
    }

    private void send(ControlResponse.Builder command) {
        server.send(Message.command(command.build().toByteString()));
    }

    private List<Event> events() {
        return server.events().stream()
                .map(received -> event(received.message()))
                .toList();
    }

    private static Event event(Message message) {
        try {
            return Event.parseFrom(message.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> messages() {
        return events().stream()
                .map(event -> event.getOpProgress().getMessage().toStringUtf8())
                .toList();
    }
}
