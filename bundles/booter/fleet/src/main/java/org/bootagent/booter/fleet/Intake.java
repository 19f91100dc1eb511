package org.bootagent.booter.fleet;

import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.bootagent.booter.fleet.FleetStore.Transaction;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a host's report in, as one transaction, and answers with its jobs. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Pattern ACTION = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final int MAX_VERSION = 128;
    private static final int MAX_ACTIONS = 256;

    private final FleetStore store;

    Intake(FleetStore store) {
        this.store = store;
    }

    StatusReply report(StatusReport report, Instant now) {
        if (report == null) {
            throw new FleetException(INVALID, "the body must be a status report");
        }
        Host host = host(report, now);
        List<JsonNode> jobs = store.inTransaction(tx -> {
            keepHost(tx, host);
            ReportedAgents.keep(tx, host, report.agents());
            ReportedJobs.finish(tx, host, report.jobs());
            ReportedEvents.keep(tx, host, report.events());
            return ReportedJobs.due(tx, host, report.progress());
        });
        return new StatusReply(0, jobs);
    }

    private static Host host(StatusReport report, Instant now) {
        String agentsn = Fields.serialNumber(report.agentsn())
                .orElseThrow(() -> new FleetException(INVALID, "agentsn must be a UUID; register to get one"));
        return new Host(
                agentsn,
                Fields.hostname(report.hostname()),
                Fields.cut(report.version(), MAX_VERSION),
                "",
                Fields.step(report.step()),
                Math.max(0, report.uptime()),
                actions(report.actions()),
                now,
                now);
    }

    private static List<String> actions(List<String> actions) {
        return actions.stream()
                .filter(ACTION.asMatchPredicate())
                .distinct()
                .sorted()
                .limit(MAX_ACTIONS)
                .toList();
    }

    /** A Booter that lost its database takes its hosts back: an unknown serial number is admitted. */
    private static void keepHost(Transaction tx, Host reported) {
        if (!tx.seen(reported.agentsn(), reported.lastSeen(), reported.onlineUntil(), reported.uptime())) {
            tx.addHost(reported);
            LOG.info("host {} was unknown and is admitted as {}", reported.hostname(), reported.agentsn());
            return;
        }
        Host known = tx.host(reported.agentsn()).orElseThrow();
        if (!known.saysOfItself(reported)) {
            tx.updateHost(reported.withTags(known.tags()));
        }
    }
}
