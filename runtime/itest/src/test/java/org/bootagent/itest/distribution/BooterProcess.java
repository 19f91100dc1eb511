package org.bootagent.itest.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.itest.BooterClient;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Ports;

/** Booter, as the distribution starts it, on a home and a port of its own. */
public final class BooterProcess implements AutoCloseable {
    /** For a JVM that lives for seconds: its second compiler costs more than it gains. */
    private static final Map<String, String> SHORT_LIVED =
            Map.of("BOOTER_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    private final Path scratch = BuildOutput.scratch("booter");
    private final int port = Ports.free();
    private final int streamPort = Ports.free();
    private final BooterClient client = new BooterClient(url());
    private Program program;

    private BooterProcess() {}

    /** Returns when it serves. */
    static BooterProcess start() {
        var booter = new BooterProcess();
        booter.run();
        return booter;
    }

    /**
     * One that hosts may also reach over the stream.
     *
     * @param settings lines of its configuration file
     */
    public static BooterProcess withStream(String... settings) {
        var booter = new BooterProcess();
        Path home = booter.home();
        try {
            Files.createDirectories(home);
            String port = "booter.easyagent/port = " + booter.streamPort + "\n";
            Files.writeString(home.resolve("booter.conf"), port + String.join("\n", settings) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        booter.run();
        return booter;
    }

    /** Starts one whose home was made, and which is started, with a umask of nothing. */
    static BooterProcess withUmaskOfNothing() {
        var booter = new BooterProcess();
        booter.run(
                "sh",
                "-c",
                "umask 000; mkdir \"$0\"; exec \"$@\"",
                booter.home().toString());
        return booter;
    }

    /** Starts it, again if need be, on its home. */
    public void run() {
        run(new String[0]);
    }

    /** @param through command that it is started with */
    private void run(String... through) {
        var command = new ArrayList<>(List.of(through));
        command.addAll(List.of(
                BuildOutput.booter().resolve("bin/booter").toString(),
                "run",
                "--home",
                home().toString(),
                "--http",
                address()));
        program = Program.start(scratch.resolve("output"), SHORT_LIVED, command);
        Await.until(this::serves);
    }

    private boolean serves() {
        if (!program.alive()) {
            throw new AssertionError("Booter has ended: " + program.output());
        }
        return client.healthy();
    }

    Path home() {
        return scratch.resolve("home");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** What it has logged, and written else. */
    String output() {
        return program.output();
    }

    /** The port of the stream. */
    public int streamPort() {
        return streamPort;
    }

    /** Where the stream is. */
    String streamAddress() {
        return "127.0.0.1:" + streamPort;
    }

    public String url() {
        return "http://" + address();
    }

    public BooterClient client() {
        return client;
    }

    /** The memory that it has of the machine. */
    public long residentKiB() {
        try (var lines = Files.lines(Path.of("/proc/" + program.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Program program() {
        return program;
    }

    @Override
    public void close() {
        program.close();
    }
}
