package org.bootagent.itest.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.bootagent.wire.Json;

/** One Booter and one BootAgent that is registered there. */
final class Site implements AutoCloseable {
    private final BooterProcess booter;
    private final AgentProcess agent;
    private final String host;

    private Site(BooterProcess booter, AgentProcess agent) {
        this.booter = booter;
        this.agent = agent;
        this.host = booter.onlyHost();
    }

    /** @param settings lines of BootAgent's configuration file */
    static Site open(String... settings) {
        var booter = BooterProcess.start();
        var agent = new AgentProcess().configure(settings);
        agent.run("-S", booter.address());
        return new Site(booter, agent);
    }

    BooterProcess booter() {
        return booter;
    }

    AgentProcess agent() {
        return agent;
    }

    /** The serial number. */
    String host() {
        return host;
    }

    /** Asks the host for a job. @return the job with its result */
    JsonNode job(String action, String name, Map<String, ?> parameters) {
        return booter.result(submit(action, name, parameters));
    }

    /** Asks the host for a job that must succeed. */
    JsonNode done(String action, String name, Map<String, ?> parameters) {
        var job = job(action, name, parameters);
        if (job.path("errcode").asInt() != 0) {
            throw new AssertionError(
                    "job failed: " + job + "\n" + agent.program().output());
        }
        return job;
    }

    /** @return the job's id */
    String submit(String action, String name, Map<String, ?> parameters) {
        ObjectNode job = Json.MAPPER.createObjectNode().put("action", action);
        if (!name.isEmpty()) {
            job.put("name", name);
        }
        job.setAll(Json.MAPPER.<ObjectNode>valueToTree(parameters));
        return booter.submit(host, job);
    }

    /** Pushes the package and asks the host to install it. */
    JsonNode install(String name, Path file) {
        return done("install", name, Map.of("package", booter.push(file)));
    }

    JsonNode install(String name, Path file, String restart) {
        return done("install", name, Map.of("package", booter.push(file), "restart", restart));
    }

    @Override
    public void close() {
        agent.close();
        booter.close();
    }
}
