package org.bootagent.itest.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.SamplePackage;
import org.bootagent.testing.crash.Names;
import org.bootagent.testing.crash.Strace;
import org.bootagent.wire.Json;

/** A registered host whose BootAgent can be traced by strace, and the server that has one job for it. */
final class WatchedHost implements AutoCloseable {
    /** Files that are no state: logs, records of processes, and files that each start makes anew. */
    private static final Pattern NO_STATE =
            Pattern.compile("/(log|cache|bootagent\\.sock|lock|run|agents/[^/]+/(log|run))(/.*)?");

    final OneJobServer server = new OneJobServer();
    final AgentProcess agent = new AgentProcess();
    final Path scratch = BuildOutput.scratch("trace");
    final Path trace = scratch.resolve("trace");
    private final List<Program> tracers = new ArrayList<>();
    private int jobs;

    /** Starts it, with these packages available. */
    WatchedHost start(Path... packages) {
        serve(packages);
        agent.run("-S", server.address());
        server.awaitHost();
        return this;
    }

    /** The same, with a guard in front of BootAgent. */
    WatchedHost startGuarded(Path... packages) {
        serve(packages);
        agent.runGuarded("-S", server.address());
        server.awaitHost();
        return this;
    }

    private void serve(Path... packages) {
        for (Path file : packages) {
            try {
                server.server().file("/" + file.getFileName(), Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns whether the file of the home matters for the state after a restart. */
    static boolean isState(String file) {
        return !NO_STATE.matcher(file).matches();
    }

    /** Asks for a job. */
    void give(String action, String name, Path file) {
        ObjectNode job = Json.MAPPER.createObjectNode();
        job.put("id", "j" + ++jobs).put("action", action).put("name", name).put("restart", "fast");
        job.put("url", "http://" + server.address() + "/" + file.getFileName());
        job.put("checksum", SamplePackage.checksum(file));
        server.give(job);
    }

    /** Asks for a job that must succeed, and waits until nothing of it is left to do or report. */
    void done(String action, String name, Path file) {
        give(action, name, file);
        JsonNode result = server.awaitResult();
        if (result.path("errcode").asInt() != 0) {
            throw new AssertionError(result + "\n" + agent.program().output());
        }
        awaitQuiet();
    }

    /** Waits until the server has confirmed everything and this is recorded. */
    void awaitQuiet() {
        Await.until(this::metafile, file -> {
            var sections = file.path("sections");
            return sections.path("jobs").path("jobs").isEmpty()
                    && sections.path("outbox").path("results").isEmpty();
        });
    }

    JsonNode metafile() throws IOException {
        return Json.MAPPER.readTree(Files.readAllBytes(agent.home().resolve("metafile.json")));
    }

    Names names() {
        try {
            return new Names(
                    agent.home().toString(), metafile().path("generation").asLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The threads of BootAgent, by name as the kernel has it. */
    Map<String, Long> threads() {
        return threads(agent.program().pid());
    }

    static Map<String, Long> threads(long pid) {
        var threads = new HashMap<String, Long>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", "" + pid, "task"))) {
            for (Path task : tasks.toList()) {
                String name = Files.readString(task.resolve("comm")).strip();
                threads.put(name, Long.parseLong(task.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return threads;
    }

    /** Attaches strace to a thread, or with {@code -f} to all. */
    void attach(List<String> strace, long tid) {
        Path output = scratch.resolve("output" + tracers.size());
        var tracer = Program.start(output, Map.of(), Strace.attached(strace, tid));
        tracers.add(tracer);
        Await.until(() -> tracer.output().contains("attached"));
    }

    /** Kills all its processes, as a power cut does. */
    void cutPower() {
        agent.kill();
        Processes.livingIn(agent.home()).forEach(ProcessHandle::destroyForcibly);
        Await.until(() -> Processes.livingIn(agent.home()).isEmpty());
    }

    void attach(List<String> strace) {
        attach(strace, agent.program().pid());
    }

    /** Waits until every strace has written its output; the traced processes have ended. */
    void awaitTracers() {
        tracers.forEach(Program::await);
    }

    /** Ends every strace; the traced processes go on. */
    void detach() {
        tracers.forEach(Program::interrupt);
        tracers.clear();
    }

    @Override
    public void close() {
        agent.close();
        tracers.forEach(Program::close);
        server.close();
    }
}
