package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Booter refuses to run without what its operator configured, and says what prevents it. */
class BooterStartIT {
    private static final int ANOTHER_START_MAY_HELP = 1;
    private static final int WRONG = 2;

    private final Path home = BuildOutput.scratch("booter-start").resolve("home");

    @Test
    void withAPortThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var start = run(taken.getLocalPort());
            assertThat(start.exit()).isEqualTo(ANOTHER_START_MAY_HELP);
            assertThat(start.err()).contains("--http 127.0.0.1:" + taken.getLocalPort() + " cannot be listened on");
        }
    }

    /** Two Booters that start at once: neither finds the port taken when it looks. */
    @Test
    void withAPortThatAnotherTakesMeanwhile() throws IOException {
        String port = "127.0.0.1:" + Ports.free();
        var both = new ArrayList<Process>();
        try {
            for (String name : List.of("one", "two")) {
                Path own = BuildOutput.scratch("booter-start");
                both.add(new ProcessBuilder(
                                BuildOutput.booter().resolve("bin/booter").toString(),
                                "run",
                                "--home",
                                own.resolve(name).toString(),
                                "--http",
                                port)
                        .redirectErrorStream(true)
                        .redirectOutput(own.resolve("output").toFile())
                        .start());
            }
            Await.until(() -> both.stream().anyMatch(process -> !process.isAlive()));
            assertThat(both).filteredOn(Process::isAlive).hasSize(1);
            assertThat(both)
                    .filteredOn(process -> !process.isAlive())
                    .extracting(Process::exitValue)
                    .containsExactly(ANOTHER_START_MAY_HELP);
        } finally {
            both.forEach(process -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            });
        }
    }

    /** Otherwise anyone who reaches the port could fill the log. */
    @Test
    void logsNothingOfAHostHeaderThatIsNone() throws IOException {
        try (var booter = BooterProcess.start()) {
            String before = booter.output();
            for (int i = 0; i < 20; i++) {
                assertThat(answer(
                                booter.address(), "GET /health HTTP/1.1\r\nHost: same@x\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 400 ");
            }
            assertThat(booter.output().substring(before.length())).doesNotContain("Bad Authority", "same@x");
        }
    }

    private static String answer(String address, String request) throws IOException {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void withAPortOfTheStreamThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            configure("booter.easyagent/port = " + taken.getLocalPort());
            var start = run(Ports.free());
            assertThat(start.exit()).isEqualTo(ANOTHER_START_MAY_HELP);
            assertThat(start.err())
                    .contains("booter.easyagent/port " + taken.getLocalPort() + " at 127.0.0.1 cannot be listened on");
        }
    }

    @Test
    void withAPortThatIsNone() throws IOException {
        configure("booter.easyagent/port = 99999");
        var start = run(Ports.free());
        assertThat(start.exit()).isEqualTo(WRONG);
        assertThat(start.err()).contains("booter.easyagent/port is '99999', must be 1 to 65535");
    }

    @Test
    void withASinkThatCannotWork() throws IOException {
        configure(
                "booter.publish.influxdb~fleet/url = http://127.0.0.1:8086\nbooter.publish.influxdb~fleet/bucket = fleet");
        var start = run(Ports.free());
        assertThat(start.exit()).isEqualTo(WRONG);
        assertThat(start.err())
                .contains("booter.publish.influxdb~fleet/bucket is 'fleet', must go with"
                        + " booter.publish.influxdb~fleet/org, which is empty")
                .doesNotContain("\tat ")
                .hasLineCount(4);
        assertThat(start.err().lines().findFirst().orElseThrow()).contains("booter.publish.influxdb~fleet/bucket");
    }

    @Test
    void withACertificateThatIsNone() throws IOException {
        configure("""
                booter.easyagent/port = %d
                booter.easyagent/certificate = /dev/null
                booter.easyagent/key = /dev/null
                """.formatted(Ports.free()));
        var start = run(Ports.free());
        assertThat(start.exit()).isEqualTo(WRONG);
        assertThat(start.err()).contains("booter.easyagent/certificate: /dev/null is empty; put it there anew");
    }

    /** A full heap ends the process, and systemd starts it again. */
    @Test
    void withAHeapThatTheMachineHas() throws Exception {
        var flags = flagsWith("");
        assertThat(flag(flags, "MaxHeapSize"))
                .satisfies(size -> assertThat(Long.parseLong(size)).isBetween(256L << 20, 1L << 30));
        assertThat(flag(flags, "ExitOnOutOfMemoryError")).isEqualTo("true");
        assertThat(flag(flags, "UseSerialGC")).isEqualTo("true");
    }

    @Test
    void withAHeapThatShrinksInOneCollection() throws Exception {
        var flags = flagsWith("");
        assertThat(flag(flags, "InitialHeapSize")).isEqualTo(Long.toString(128L << 20));
        assertThat(flag(flags, "ShrinkHeapInSteps")).isEqualTo("false");
    }

    @Test
    void withAHeapThatTheOperatorNames() throws Exception {
        assertThat(flag(flagsWith("-Xmx100m"), "MaxHeapSize")).isEqualTo(Long.toString(100L << 20));
    }

    @ParameterizedTest
    @CsvSource({
        "BOOTER_JAVA_OPTS, -XX:MaxHeapSize=100m, MaxHeapSize, 104857600",
        "BOOTER_JAVA_OPTS, -XX:InitialHeapSize=1200m, InitialHeapSize, 1258291200",
        "BOOTER_JAVA_OPTS, -Xms1200m, InitialHeapSize, 1258291200",
        "BOOTER_JAVA_OPTS, '-XX:MaxRAM=4g -XX:MaxRAMPercentage=37.5', MaxHeapSize, 1610612736",
        "BOOTER_JAVA_OPTS, '-Dx=1\n-XX:+UseG1GC', UseG1GC, true",
        "BOOTER_JAVA_OPTS, '-Dx=1\t-XX:+UseParallelGC', UseParallelGC, true",
        "JAVA_TOOL_OPTIONS, -XX:+UseG1GC, UseG1GC, true",
        "JDK_JAVA_OPTIONS, -XX:+UseParallelGC, UseParallelGC, true",
        "_JAVA_OPTIONS, -Xmx100m, MaxHeapSize, 104857600",
    })
    void withWhatTheOperatorNamesInstead(String variable, String options, String flag, String value) throws Exception {
        assertThat(flag(flagsWith(variable, options), flag)).isEqualTo(value);
    }

    private static String flagsWith(String options) throws Exception {
        return flagsWith("BOOTER_JAVA_OPTS", options);
    }

    private static String flagsWith(String variable, String options) throws Exception {
        var process =
                new ProcessBuilder(BuildOutput.booter().resolve("bin/booter").toString(), "--version");
        process.environment()
                .merge("BOOTER_JAVA_OPTS", "-XX:+PrintFlagsFinal", (before, print) -> before + ' ' + print);
        process.environment().merge(variable, options, (before, own) -> before + ' ' + own);
        var running = process.redirectErrorStream(true).start();
        var flags = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor()).as(flags).isZero();
        return flags;
    }

    private static String flag(String flags, String name) {
        var found = Pattern.compile("\\b" + name + "\\s*=\\s*(\\S+)").matcher(flags);
        assertThat(found.find()).as("%s in %s", name, flags).isTrue();
        return found.group(1);
    }

    private void configure(String settings) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("booter.conf"), settings);
    }

    private Command.Outcome run(int port) {
        return Command.run(
                BuildOutput.booter().resolve("bin/booter"),
                "run",
                "--home",
                home.toString(),
                "--http",
                "127.0.0.1:" + port);
    }
}
