package org.bootagent.console;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Status line of an agent, with the wire's names; serialized as JSON.
 *
 * @param status as the seed spells it
 * @param state finer than status
 * @param pid 0 if there is no process
 * @param uptime seconds, 0 if there is no process
 * @param program the file that its command runs; empty if there is none
 * @param limits that its process is held to, in the words of a job
 * @param mechanism what holds it to them
 * @param health see {@link org.bootagent.api.process.HealthState}
 * @param healthReason why its health check failed last
 */
record AgentLine(
        String name,
        String version,
        String status,
        String state,
        long pid,
        long uptime,
        String release,
        String program,
        int restarts,
        String reason,
        Map<String, String> limits,
        String mechanism,
        String health,
        String healthReason) {

    static String text(List<AgentLine> agents) {
        if (agents.isEmpty()) {
            return "No agents are installed\n";
        }
        var table = new Table()
                .row("AGENT", "STATE", "HEALTH", "PID", "UPTIME", "RESTARTS", "RELEASE", "PROGRAM", "LIMITS", "REASON");
        agents.forEach(agent -> table.row(
                agent.name(),
                agent.state(),
                agent.health().equals("none") ? "-" : agent.health(),
                agent.pid() == 0 ? "-" : Long.toString(agent.pid()),
                agent.pid() == 0 ? "-" : AgeFormat.text(agent.uptime()),
                Integer.toString(agent.restarts()),
                agent.release(),
                agent.program().isEmpty() ? "-" : agent.program(),
                agent.limitsText(),
                agent.reason().isEmpty() ? agent.healthReason() : agent.reason()));
        return table.text();
    }

    private String limitsText() {
        if (limits.isEmpty()) {
            return "-";
        }
        var words = limits.entrySet().stream().map(limit -> limit.getKey() + ' ' + limit.getValue());
        return words.collect(Collectors.joining(", ")) + (mechanism.isEmpty() ? "" : " (" + mechanism + ')');
    }
}
