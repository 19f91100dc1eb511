package org.bootagent.easyagent.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bootagent.easyagent.proto.ControlResponse.Command;
import org.bootagent.easyagent.proto.Event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares each message with the protocol's tables byte for byte, and reads it back from these bytes. */
class WireBytesTest {
    private static final byte[] UUID = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
    private static final ByteString ID = ByteString.copyFrom(UUID);
    private static final Duration MINUTE = Duration.newBuilder().setSeconds(60).build();

    @ParameterizedTest(name = "{0}")
    @MethodSource({"commands", "events", "others"})
    void isWhatTheTablesSay(String name, MessageLite message, HandWritten expected) throws Exception {
        assertThat(message.toByteArray()).isEqualTo(expected.toBytes());
        assertThat(message.getParserForType().parseFrom(expected.toBytes())).isEqualTo(message);
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                command(Command.INSTALL_AGENT, 100, install(ID), installed(UUID)),
                command(Command.INSTALL_AGENT, 100, install(ByteString.EMPTY), installed()),
                command(
                        Command.INSTALL_AGENT,
                        100,
                        install(ByteString.copyFrom(new byte[16])),
                        installed(new byte[16])),
                command(
                        Command.UNINSTALL_AGENT,
                        101,
                        UninstallAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .addParameter("p")
                                .setUninstallScript("rm")
                                .setTimeout(MINUTE)
                                .build(),
                        new HandWritten()
                                .bytes(1, UUID)
                                .text(2, "p")
                                .text(3, "rm")
                                .message(4, minute())),
                command(
                        Command.UPDATE_AGENT,
                        102,
                        UpdateAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .addParameter("p")
                                .setUpdateScript("up")
                                .setTimeout(MINUTE)
                                .build(),
                        new HandWritten()
                                .bytes(1, UUID)
                                .text(2, "p")
                                .text(3, "up")
                                .message(4, minute())),
                command(
                        Command.START_AGENT,
                        103,
                        StartAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setCpuLimit(0.25f)
                                .setMemLimit(5_000_000_000L)
                                .setNetLimit(7)
                                .putEnvironment("A", "1")
                                .build(),
                        new HandWritten()
                                .bytes(1, UUID)
                                .float32(2, 0.25f)
                                .number(3, 5_000_000_000L)
                                .number(4, 7)
                                .message(5, new HandWritten().text(1, "A").text(2, "1"))),
                command(
                        Command.STOP_AGENT,
                        104,
                        StopAgentOptions.newBuilder()
                                .setAgentId(ID)
                                .setStopAgentOptionsType(StopAgentOptions.Type.STOP_RECOVER)
                                .build(),
                        new HandWritten().bytes(1, UUID).number(2, 1)),
                command(
                        Command.UPDATE_AGENT_CONFIG,
                        105,
                        UpdateAgentConfigOptions.newBuilder()
                                .setAgentId(ID)
                                .setConfigContent("é")
                                .setConfigPath("/etc/a")
                                .build(),
                        new HandWritten().bytes(1, UUID).text(2, "é").text(3, "/etc/a")),
                command(Command.UPDATE_SIDECAR, 106, UpdateSidecarOptions.getDefaultInstance(), new HandWritten()),
                command(
                        Command.UPDATE_SIDECAR_CONFIG,
                        107,
                        UpdateSidecarConfigOptions.getDefaultInstance(),
                        new HandWritten()),
                command(
                        Command.EXEC_SCRIPT,
                        108,
                        ExecScriptOptions.newBuilder()
                                .addParameter("a")
                                .addParameter("")
                                .setExecScript("id")
                                .setTimeout(MINUTE)
                                .setAgentId(ID)
                                .build(),
                        new HandWritten()
                                .text(1, "a")
                                .text(1, "")
                                .text(2, "id")
                                .message(3, minute())
                                .bytes(4, UUID)),
                command(
                        Command.CANCEL_AGENTS,
                        109,
                        CancelAgentsOptions.newBuilder().setAgentId(ID).build(),
                        new HandWritten().bytes(1, UUID)),
                command(
                        Command.EXEC_REST,
                        110,
                        ExecRestOptions.newBuilder()
                                .setMethod("GET")
                                .setPath("/p")
                                .setQuery("a=b")
                                .setBody(ByteString.copyFrom(new byte[] {0, -1}))
                                .setTimeout(MINUTE)
                                .setAgentId(ID)
                                .build(),
                        new HandWritten()
                                .text(1, "GET")
                                .text(2, "/p")
                                .text(3, "a=b")
                                .bytes(4, (byte) 0, (byte) -1)
                                .message(5, minute())
                                .bytes(6, UUID)),
                command(
                        Command.RUN_JOB,
                        1000,
                        JobOption.newBuilder()
                                .setJson(ByteString.copyFromUtf8("{}"))
                                .build(),
                        new HandWritten().text(1, "{}")));
    }

    /** Returns a command as on the stream; a command with number 0 leaves it out. */
    private static Arguments command(Command command, int field, MessageLite options, HandWritten written) {
        var message = ControlResponse.newBuilder().setCmd(command).setSeqno(300);
        var number = command.getNumber();
        var parsed = parsed(message.build(), field, options.toByteArray());
        var expected = (number == 0 ? new HandWritten() : new HandWritten().number(1, number))
                .number(2, 300)
                .message(field, written);
        return Arguments.of(command.name(), parsed, expected);
    }

    private static ControlResponse parsed(ControlResponse head, int field, byte[] options) {
        var builder = head.toBuilder();
        try {
            switch (field) {
                case 100 -> builder.setInstallAgentOptions(InstallAgentOptions.parseFrom(options));
                case 101 -> builder.setUninstallAgentOptions(UninstallAgentOptions.parseFrom(options));
                case 102 -> builder.setUpdateAgentOptions(UpdateAgentOptions.parseFrom(options));
                case 103 -> builder.setStartAgentOptions(StartAgentOptions.parseFrom(options));
                case 104 -> builder.setStopAgentOptions(StopAgentOptions.parseFrom(options));
                case 105 -> builder.setUpdateAgentConfigOptions(UpdateAgentConfigOptions.parseFrom(options));
                case 106 -> builder.setUpdateSidecarOptions(UpdateSidecarOptions.parseFrom(options));
                case 107 -> builder.setUpdateSidecarConfigOptions(UpdateSidecarConfigOptions.parseFrom(options));
                case 108 -> builder.setExecScriptOptions(ExecScriptOptions.parseFrom(options));
                case 109 -> builder.setCancelAgentsOptions(CancelAgentsOptions.parseFrom(options));
                case 110 -> builder.setExecRestOptions(ExecRestOptions.parseFrom(options));
                default -> builder.setJobOption(JobOption.parseFrom(options));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        return builder.build();
    }

    private static InstallAgentOptions install(ByteString agentId) {
        return InstallAgentOptions.newBuilder()
                .setAgentId(agentId)
                .setConfigurationPath("c.yml")
                .setBinaryPath("/opt/a")
                .addParameter("-x")
                .addParameter("y")
                .setName("a")
                .addInstallParameter("i")
                .setInstallScript("sh")
                .setWorkdir("/w")
                .setHealthShell("true")
                .setHealthPeriod(MINUTE)
                .setTimeout(MINUTE)
                .setHealthStartPeriod(Duration.newBuilder().setNanos(5))
                .setHealthTimeout(Duration.getDefaultInstance())
                .setHealthRetries(20)
                .setRunUser("nobody")
                .build();
    }

    private static HandWritten installed(byte... agentId) {
        return new HandWritten()
                .bytes(1, agentId)
                .text(2, "c.yml")
                .text(3, "/opt/a")
                .text(4, "-x")
                .text(4, "y")
                .text(5, "a")
                .text(6, "i")
                .text(7, "sh")
                .text(8, "/w")
                .text(9, "true")
                .message(10, minute())
                .message(11, minute())
                .message(12, new HandWritten().number(2, 5))
                .message(13, new HandWritten())
                .number(14, 20)
                .text(15, "nobody");
    }

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(
                        "progress",
                        event(EventType.EVT_OP_PROGRESS)
                                .setOpProgress(OperationProgress.newBuilder()
                                        .setSeqno(1)
                                        .setAgentId(ID)
                                        .setProgress(0.5f)
                                        .setFailed(true)
                                        .setMessage(utf8("m")))
                                .build(),
                        written(
                                0,
                                100,
                                new HandWritten()
                                        .number(1, 1)
                                        .bytes(2, UUID)
                                        .float32(3, 0.5f)
                                        .number(4, 1)
                                        .text(5, "m"))),
                Arguments.of(
                        "error",
                        event(EventType.EVT_AGENT_ERR)
                                .setAgentError(
                                        AgentError.newBuilder().setAgentId(ID).setErrstr(utf8("e")))
                                .build(),
                        written(1, 101, new HandWritten().bytes(1, UUID).text(2, "e"))),
                Arguments.of(
                        "usage of the host",
                        event(EventType.EVT_OS_RESOURCE_USAGES)
                                .setOsResourceUsages(hostUsage())
                                .build(),
                        written(2, 102, hostUsageWritten())),
                Arguments.of(
                        "usage of an agent",
                        event(EventType.EVT_PROC_RESOURCE_USAGES)
                                .setProcessResourceUsages(ProcessResourceUsages.newBuilder()
                                        .setAgentId(ID)
                                        .setCpuUsage(0.1f)
                                        .setMemory(2)
                                        .setCmd(utf8("c"))
                                        .setBytesSent(3)
                                        .setBytesRecv(4)
                                        .setName("n"))
                                .build(),
                        written(
                                3,
                                103,
                                new HandWritten()
                                        .bytes(1, UUID)
                                        .float32(2, 0.1f)
                                        .number(3, 2)
                                        .text(4, "c")
                                        .number(5, 3)
                                        .number(6, 4)
                                        .text(1000, "n"))),
                Arguments.of(
                        "usages",
                        event(EventType.EVT_USAGES)
                                .setUsages(UsagesEvent.newBuilder()
                                        .setHost(hostUsage())
                                        .addAgents(ProcessResourceUsages.newBuilder()
                                                .setMemory(2)))
                                .build(),
                        written(
                                1002,
                                1002,
                                new HandWritten()
                                        .message(1, hostUsageWritten())
                                        .message(2, new HandWritten().number(3, 2)))),
                Arguments.of(
                        "script",
                        event(EventType.EVT_EXEC_SCRIPT)
                                .setExecScriptResponse(ExecScriptResponse.newBuilder()
                                        .setSeqno(1)
                                        .setFailed(true)
                                        .setResponse(utf8("r"))
                                        .setAgentId(ByteString.EMPTY))
                                .build(),
                        written(
                                4,
                                104,
                                new HandWritten()
                                        .number(1, 1)
                                        .number(2, 1)
                                        .text(3, "r")
                                        .bytes(4))),
                Arguments.of(
                        "health",
                        event(EventType.EVT_AGENT_HEALTH_CHECK)
                                .setAgentHealthCheck(AgentHealthCheck.newBuilder()
                                        .setAgentId(ByteString.copyFrom(new byte[16]))
                                        .setFailed(true))
                                .build(),
                        written(5, 105, new HandWritten().bytes(1, new byte[16]).number(2, 1))),
                Arguments.of(
                        "rest",
                        event(EventType.EVT_REST_SCRIPT)
                                .setExecRestResponse(ExecRestResponse.newBuilder()
                                        .setSeqno(1)
                                        .setResponse(ID)
                                        .setAgentId(ID))
                                .build(),
                        written(
                                6,
                                106,
                                new HandWritten().number(1, 1).bytes(3, UUID).bytes(4, UUID))),
                Arguments.of(
                        "report",
                        event(EventType.EVT_STATUS_REPORT)
                                .setStatusReport(StatusReportEvent.newBuilder().setJson(ByteString.copyFromUtf8("{}")))
                                .build(),
                        written(1000, 1000, new HandWritten().text(1, "{}"))),
                Arguments.of(
                        "output",
                        event(EventType.EVT_JOB_OUTPUT)
                                .setJobOutput(JobOutputEvent.newBuilder()
                                        .setId("j")
                                        .setOffset(1L << 40)
                                        .setData(ID))
                                .build(),
                        written(
                                1001,
                                1001,
                                new HandWritten()
                                        .text(1, "j")
                                        .number(2, 1L << 40)
                                        .bytes(3, UUID))));
    }

    private static Event.Builder event(EventType type) {
        return Event.newBuilder().setHeader(header()).setEventType(type);
    }

    private static HandWritten written(int type, int field, HandWritten details) {
        var event = new HandWritten().message(1, headerWritten());
        return (type == 0 ? event : event.number(2, type)).message(field, details);
    }

    private static OsResourceUsages hostUsage() {
        return OsResourceUsages.newBuilder()
                .setCpuUsage(0.5f)
                .setMemUsage(1)
                .setSwapUsage(2)
                .setLoad1(3.5f)
                .setUptime(4.5)
                .addDiskUsage(OsResourceUsages.DiskUsage.newBuilder()
                        .setMountPoint(utf8("/"))
                        .setUsedSpace(5)
                        .setTotalSpace(6))
                .addNetStats(OsResourceUsages.NetStat.newBuilder()
                        .setIfName("eth0")
                        .addIfIp("192.0.2.1")
                        .addIfIp("::1")
                        .setBytesSent(7)
                        .setBytesRecv(8))
                .build();
    }

    private static HandWritten hostUsageWritten() {
        return new HandWritten()
                .float32(1, 0.5f)
                .number(2, 1)
                .number(3, 2)
                .float32(4, 3.5f)
                .float64(5, 4.5)
                .message(6, new HandWritten().text(1, "/").number(2, 5).number(3, 6))
                .message(
                        7,
                        new HandWritten()
                                .text(1, "eth0")
                                .text(2, "192.0.2.1")
                                .text(2, "::1")
                                .number(3, 7)
                                .number(4, 8));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of("register", register(), registerWritten()),
                Arguments.of(
                        "register reply",
                        RegisterResponse.newBuilder().setReply(ID).build(),
                        new HandWritten().bytes(1000, UUID)),
                Arguments.of("peer's register reply", RegisterResponse.getDefaultInstance(), new HandWritten()),
                Arguments.of(
                        "ready",
                        ControlRequest.newBuilder().setHeader(header()).build(),
                        new HandWritten().message(1, headerWritten())),
                Arguments.of(
                        "reply",
                        EmptyResponse.newBuilder().setReply(ID).setReceived(9).build(),
                        new HandWritten().bytes(1000, UUID).number(1001, 9)),
                Arguments.of(
                        "transfer",
                        Msg.newBuilder()
                                .setId("i")
                                .setIndex("x")
                                .setTyp("t")
                                .setJsonBytes(ID)
                                .setKey(ID)
                                .build(),
                        new HandWritten()
                                .text(1, "i")
                                .text(2, "x")
                                .text(3, "t")
                                .bytes(4, UUID)
                                .bytes(5, UUID)));
    }

    private static RegisterRequest register() {
        return RegisterRequest.newBuilder()
                .setHeader(header())
                .setOsType("linux")
                .setOsPlatform("debian")
                .setOsVersion("12")
                .setCpuSerial("s")
                .setCpuCores(2)
                .setMemSize(3)
                .setSwapSize(4)
                .setHost("h")
                .setLocalIp("192.0.2.1")
                .addCallBack("a")
                .addCallBack("b")
                .setVersion("bootagent-1")
                .build();
    }

    private static HandWritten registerWritten() {
        return new HandWritten()
                .message(1, headerWritten())
                .text(2, "linux")
                .text(3, "debian")
                .text(4, "12")
                .text(5, "s")
                .number(6, 2)
                .number(7, 3)
                .number(8, 4)
                .text(9, "h")
                .text(10, "192.0.2.1")
                .text(11, "a")
                .text(11, "b")
                .text(1000, "bootagent-1");
    }

    private static SidecarRequestHeader header() {
        return SidecarRequestHeader.newBuilder()
                .setId(ID)
                .setSystime(Timestamp.newBuilder().setSeconds(1_700_000_000L).setNanos(1))
                .build();
    }

    private static HandWritten headerWritten() {
        return new HandWritten()
                .bytes(1, UUID)
                .message(2, new HandWritten().number(1, 1_700_000_000L).number(2, 1));
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static HandWritten minute() {
        return new HandWritten().number(1, 60);
    }

    /** Guards against a strict parser: output of scripts need not be UTF-8, and the whole event would be lost. */
    @Test
    void readsWhatIsNoUtf8() throws Exception {
        byte[] bytes = {-1, -2, 'a'};
        var details = new HandWritten().number(1, 7).bytes(5, bytes);
        var message = Event.parseFrom(new HandWritten().message(100, details).toBytes());
        assertThat(message.getOpProgress().getMessage().toByteArray()).isEqualTo(bytes);
        details = new HandWritten().number(1, 7).bytes(3, bytes);
        message = Event.parseFrom(new HandWritten().message(104, details).toBytes());
        assertThat(message.getExecScriptResponse().getResponse().toByteArray()).isEqualTo(bytes);
        details = new HandWritten().bytes(2, bytes);
        message = Event.parseFrom(new HandWritten().message(101, details).toBytes());
        assertThat(message.getAgentError().getErrstr().toByteArray()).isEqualTo(bytes);
        details = new HandWritten().bytes(4, bytes);
        message = Event.parseFrom(new HandWritten().message(103, details).toBytes());
        assertThat(message.getProcessResourceUsages().getCmd().toByteArray()).isEqualTo(bytes);
    }

    /** An original sends an agentId without a byte for none, and expects one. */
    @Test
    void tellsAnEmptyAgentIdFromNone() throws Exception {
        var none = ExecScriptResponse.newBuilder().setSeqno(1);
        assertThat(none.build().toByteArray())
                .isEqualTo(new HandWritten().number(1, 1).toBytes());
        var empty = none.setAgentId(ByteString.EMPTY).build();
        assertThat(empty.toByteArray())
                .isEqualTo(new HandWritten().number(1, 1).bytes(4).toBytes());
        assertThat(ExecScriptResponse.parseFrom(empty.toByteArray()).hasAgentId())
                .isTrue();
    }

    @Test
    void skipsFieldsItDoesNotKnow() throws Exception {
        var bytes = new HandWritten()
                .number(1, 4)
                .text(2000, "later")
                .number(2, 7)
                .float64(2001, 1)
                .message(104, new HandWritten().bytes(1, UUID).number(99, 3))
                .toBytes();
        var message = ControlResponse.parseFrom(bytes);
        assertThat(message.getCmd()).isEqualTo(Command.STOP_AGENT);
        assertThat(message.getSeqno()).isEqualTo(7);
        assertThat(message.getStopAgentOptions().getAgentId()).isEqualTo(ID);
    }

    @Test
    void keepsTheNumberOfACommandItDoesNotKnow() throws Exception {
        var bytes = new HandWritten().number(1, 11).number(2, 7).toBytes();
        var message = ControlResponse.parseFrom(bytes);
        assertThat(message.getCmd()).isEqualTo(Command.UNRECOGNIZED);
        assertThat(message.getCmdValue()).isEqualTo(11);
        assertThat(message.getSeqno()).isEqualTo(7);
        assertThat(message.getOptionsCase()).isEqualTo(ControlResponse.OptionsCase.OPTIONS_NOT_SET);
    }

    @Test
    void readsTheLargestSeqno() throws Exception {
        var bytes = new HandWritten().number(2, 0xFFFF_FFFFL).toBytes();
        assertThat(Integer.toUnsignedLong(ControlResponse.parseFrom(bytes).getSeqno()))
                .isEqualTo(4_294_967_295L);
    }

    @Test
    void callsTheMethodsThatThePeerServes() {
        assertThat(EasyAgentServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(method -> method.getFullMethodName())
                .containsExactlyInAnyOrder(
                        "proto.EasyAgentService/registerSidecar",
                        "proto.EasyAgentService/readyForControl",
                        "proto.EasyAgentService/reportEvent");
        assertThat(TransferServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(method -> method.getFullMethodName())
                .containsExactly("proto.TransferService/send");
    }
}
