package org.bootagent.itest.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.wire.Json;

/** BootAgent as started by the distribution, on a home of its own. It reports every second. */
public final class AgentProcess implements AutoCloseable {
    private static final Path PROGRAM = BuildOutput.agent().resolve("bin/bootagent");

    private final Path scratch;
    private final Map<String, String> environment = new TreeMap<>();
    private List<String> launcher = List.of();
    private Program program;

    public AgentProcess() {
        scratch = BuildOutput.scratch("agent");
        configure(
                "transport.http/stepSeconds = 1",
                "job.install/settleMillis = 300",
                "job.lifecycle/settleMillis = 300",
                "job.upgrade/settle = 1");
    }

    /** Started with the servers, as on a first start. */
    static AgentProcess start(String servers) {
        var agent = new AgentProcess();
        agent.run("-S", servers);
        return agent;
    }

    /** Adds lines to the configuration, for the next start. */
    public AgentProcess configure(String... lines) {
        try {
            Files.createDirectories(home());
            Path file = home().resolve("bootagent.conf");
            var all = new ArrayList<String>();
            if (Files.exists(file)) {
                all.addAll(Files.readAllLines(file));
            }
            all.addAll(Arrays.asList(lines));
            Files.write(file, all);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds to the environment, for the next start. */
    void environment(String name, String value) {
        environment.put(name, value);
    }

    /** Starts it through a command, from the next start on. */
    void through(String... words) {
        launcher = List.of(words);
    }

    /** Runs it without its guard, so that the process is the JVM. */
    public void run(String... options) {
        var all = new ArrayList<>(Arrays.asList(options));
        all.add("--unguarded");
        runGuarded(all.toArray(String[]::new));
    }

    /** Runs it as an operator does: the process is the guard, the JVM is its child. */
    void runGuarded(String... options) {
        var command = new ArrayList<>(launcher);
        command.addAll(List.of(PROGRAM.toString(), "run", "--home", home().toString()));
        command.addAll(Arrays.asList(options));
        program = Program.start(scratch.resolve("output"), environment, command);
    }

    /** Returns the JVM of the last heartbeat, once it is another one than this. */
    ProcessHandle jvm(ProcessHandle before) {
        return Await.until(this::beating, jvm -> jvm.isPresent() && !jvm.equals(Optional.ofNullable(before)))
                .orElseThrow();
    }

    private Optional<ProcessHandle> beating() throws IOException {
        String[] beat =
                Files.readString(home().resolve("run/heartbeat")).strip().split(" ", -1);
        return ProcessHandle.of(Long.parseLong(beat[3])).filter(ProcessHandle::isAlive);
    }

    /** Returns the guard's log. */
    String guardLog() {
        try {
            Path log = home().resolve("log/guard.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path home() {
        return scratch.resolve("home");
    }

    Path agentHome(String name) {
        return home().resolve("agents").resolve(name);
    }

    public Program program() {
        return program;
    }

    /** Runs {@code bootagent} for this home. */
    Command.Outcome cli(String command, String... options) {
        var words = new ArrayList<>(List.of(PROGRAM.toString(), command, "--home", home().toString()));
        words.addAll(Arrays.asList(options));
        return Command.run(words);
    }

    /** Asks as {@code bootagent … --json} does, without the start of a JVM. */
    JsonNode ask(String question) {
        return Await.until(() -> answer(question), answer -> true);
    }

    private JsonNode answer(String question) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(home().resolve("bootagent.sock")));
            channel.write(ByteBuffer.wrap((question + " json\n").getBytes(StandardCharsets.UTF_8)));
            var answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            return Json.MAPPER.readTree(answer.substring(answer.indexOf('\n') + 1));
        }
    }

    /** Waits until a report of this run was accepted. @return the status */
    JsonNode accepted() {
        return Await.until(
                () -> ask("status"),
                is -> is.path("accepted").asBoolean() && is.path("step").asInt() > 0);
    }

    /** The agent of this name as BootAgent sees it; missing if there is none. */
    JsonNode agent(String name) {
        for (JsonNode agent : ask("agents")) {
            if (agent.path("name").asText().equals(name)) {
                return agent;
            }
        }
        return Json.MAPPER.missingNode();
    }

    /**
     * Waits until the agent runs; the end of an adopted process is noticed late.
     *
     * @return its process
     */
    ProcessHandle running(String name) {
        return Await.until(() -> process(name), Optional::isPresent).orElseThrow();
    }

    private Optional<ProcessHandle> process(String name) {
        var agent = agent(name);
        return agent.path("state").asText().equals("running")
                ? ProcessHandle.of(agent.path("pid").asLong()).filter(ProcessHandle::isAlive)
                : Optional.empty();
    }

    /** Sends TERM; its agents go on. */
    public void terminate() {
        int exit = program.terminate();
        if (exit != 0) {
            throw new AssertionError("BootAgent ended with " + exit + ": " + program.output());
        }
    }

    /** Sends KILL; its agents go on. */
    public void kill() {
        program.kill();
    }

    /** Ends BootAgent and, as it leaves them running, its agents. */
    @Override
    public void close() {
        if (program != null) {
            program.close();
        }
        Processes.livingIn(home()).forEach(ProcessHandle::destroyForcibly);
    }
}
