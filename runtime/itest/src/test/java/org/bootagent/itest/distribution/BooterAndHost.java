package org.bootagent.itest.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.bootagent.itest.BooterClient;

/** A Booter and a BootAgent that is registered there. */
final class BooterAndHost implements AutoCloseable {
    private final BooterProcess booter;
    private final AgentProcess agent;
    private final String host;

    private BooterAndHost(BooterProcess booter, AgentProcess agent) {
        this.booter = booter;
        this.agent = agent;
        this.host = agent.accepted().path("agentsn").asText();
    }

    /** @param settings lines of BootAgent's configuration file */
    static BooterAndHost open(String... settings) {
        var booter = BooterProcess.start();
        var agent = new AgentProcess().configure(settings);
        agent.run("-S", booter.address());
        return new BooterAndHost(booter, agent);
    }

    /** Connected by the stream; reports only for the stream's own reasons. */
    static BooterAndHost streaming() {
        var booter = BooterProcess.withStream();
        var agent = new AgentProcess().configure("transport.grpc/stepSeconds = 3600");
        agent.run("--transport", "grpc", "-S", booter.streamAddress());
        return new BooterAndHost(booter, agent);
    }

    /** The same, with a guard in front of BootAgent. Once it is registered, it comes back late unless its restart was asked for. */
    static BooterAndHost streamingGuarded() {
        var booter = BooterProcess.withStream();
        var agent = new AgentProcess()
                .configure("transport.grpc/stepSeconds = 3600", "transport.grpc/startSpreadSeconds = 3600");
        agent.runGuarded("--transport", "grpc", "-S", booter.streamAddress());
        return new BooterAndHost(booter, agent);
    }

    /** Reports over HTTP, with a guard in front of BootAgent. */
    static BooterAndHost guarded(String... settings) {
        var booter = BooterProcess.start();
        var agent = new AgentProcess().configure(settings);
        agent.runGuarded("-S", booter.address());
        return new BooterAndHost(booter, agent);
    }

    BooterProcess booter() {
        return booter;
    }

    BooterClient client() {
        return booter.client();
    }

    AgentProcess agent() {
        return agent;
    }

    /** The serial number. */
    String host() {
        return host;
    }

    /**
     * Asks the host for a job.
     *
     * @return the job with its result
     */
    JsonNode job(String action, String name, Map<String, ?> parameters) {
        return client().result(client().submit(host, action, name, parameters));
    }

    /** Asks the host for a job that must succeed. */
    JsonNode done(String action, String name, Map<String, ?> parameters) {
        var job = job(action, name, parameters);
        if (job.path("errcode").asInt() != 0) {
            throw new AssertionError("failed: " + job + "\n" + agent.program().output());
        }
        return job;
    }

    JsonNode done(String action, String name) {
        return done(action, name, Map.of());
    }

    /** Pushes the package and has it installed. */
    JsonNode install(String name, Path file, String restart) {
        return done("install", name, Map.of("package", client().push(file), "restart", restart));
    }

    @Override
    public void close() {
        agent.close();
        booter.close();
    }
}
