package org.bootagent.console;

import java.util.List;

/**
 * An agent, named as on the wire; its JSON is this record.
 *
 * @param status as the seed spells it
 * @param state finer than status
 * @param pid 0 if there is no process
 * @param uptime seconds, 0 if there is no process
 */
record AgentLine(
        String name,
        String version,
        String status,
        String state,
        long pid,
        long uptime,
        String release,
        int restarts,
        String reason) {

    static String text(List<AgentLine> agents) {
        if (agents.isEmpty()) {
            return "No agents are installed\n";
        }
        var table = new Table().row("AGENT", "STATE", "PID", "UPTIME", "RESTARTS", "RELEASE", "REASON");
        agents.forEach(agent -> table.row(
                agent.name(),
                agent.state(),
                agent.pid() == 0 ? "-" : Long.toString(agent.pid()),
                agent.pid() == 0 ? "-" : Ages.text(agent.uptime()),
                Integer.toString(agent.restarts()),
                agent.release(),
                agent.reason()));
        return table.text();
    }
}
