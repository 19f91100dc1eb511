package org.bootagent.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Status of the host agent, named as on the wire; its JSON is this record.
 *
 * @param agentsn empty before the host is registered
 * @param proposed the serial number under which it asks to be registered; empty once it is, or while any will do
 * @param uptime seconds since the host agent was started
 * @param step seconds between two reports; 0 before the host is registered
 * @param servers the persisted ones
 * @param server that took the latest report, or was asked last; empty if none answers
 * @param lastReport when the latest report was tried, or null
 * @param accepted whether it was accepted
 * @param outcome of it, one line
 * @param trouble with the disk, one line; empty if there is none
 * @param jobs without a result
 */
record StatusAnswer(
        String agentsn,
        String proposed,
        String hostname,
        String version,
        long uptime,
        Map<String, String> tags,
        long step,
        List<String> servers,
        List<String> builtinServers,
        String server,
        Instant lastReport,
        boolean accepted,
        String outcome,
        String trouble,
        List<TransportLine> transports,
        List<ActionLine> actions,
        List<JobLine> jobs,
        Unconfirmed unconfirmed) {

    record TransportLine(String name, String server, Instant lastReport, boolean accepted, String outcome) {}

    record ActionLine(String action, String bundle, String version) {}

    record JobLine(String id, String action, String name, String state, double progress, String message) {}

    /** Counts of what the server has not confirmed yet. */
    record Unconfirmed(int results, int events) {}

    String text() {
        var facts = new Table();
        facts.row("BootAgent", version + " on " + hostname + ", up " + AgeFormat.text(uptime));
        facts.row("Serial number", agentsn.isEmpty() ? unregistered() : agentsn);
        facts.row("Tags", tags.isEmpty() ? "none" : tags.toString().replaceAll("[{}]", ""));
        facts.row("Step", step == 0 ? "not registered" : step + " s");
        boolean firstStart = agentsn.isEmpty() && !transports.isEmpty();
        facts.row(
                "Servers",
                firstStart
                        ? "none kept yet: those of -S and of the settings are tried, see the transport"
                        : list(servers));
        facts.row("  set or built in", list(builtinServers));
        if (transports.isEmpty()) {
            facts.row("Transport", outcome);
        }
        transports.forEach(transport -> facts.row("Transport " + transport.name(), line(transport)));
        if (!trouble.isEmpty()) {
            facts.row("Disk", trouble);
        }
        facts.row("Unconfirmed", unconfirmed.results() + " results, " + unconfirmed.events() + " events");
        return facts.text() + "\n" + actionTable() + "\n" + jobTable();
    }

    private String unregistered() {
        return proposed.isEmpty() ? "none yet: not registered" : proposed + " (asked for; no server has taken it yet)";
    }

    private static String list(List<String> servers) {
        return servers.isEmpty() ? "none" : String.join(", ", servers);
    }

    private static String line(TransportLine transport) {
        var server = transport.server().isEmpty() ? "no server" : "server " + transport.server();
        var last = transport.lastReport() == null ? "no report yet" : "last report " + transport.lastReport();
        return server + ", " + last + ": " + transport.outcome();
    }

    private String actionTable() {
        if (actions.isEmpty()) {
            return "No actions: no job can be carried out\n";
        }
        var table = new Table().row("ACTION", "BUNDLE", "VERSION");
        actions.forEach(action -> table.row(action.action(), action.bundle(), action.version()));
        return table.text();
    }

    private String jobTable() {
        if (jobs.isEmpty()) {
            return "No pending jobs\n";
        }
        var table = new Table().row("JOB", "ACTION", "AGENT", "STATE", "DONE", "MESSAGE");
        jobs.forEach(job -> table.row(
                job.id(),
                job.action(),
                job.name(),
                job.state(),
                Math.round(job.progress() * 100) + "%",
                job.message()));
        return table.text();
    }
}
