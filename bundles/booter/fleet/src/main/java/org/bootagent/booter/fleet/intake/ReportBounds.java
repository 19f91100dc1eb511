package org.bootagent.booter.fleet.intake;

import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import java.util.Collection;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.ThrottledLog;
import org.bootagent.wire.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bounds of one report, a little above what the host agent ever sends. A report beyond them is refused as a whole. */
public final class ReportBounds {
    static final int MAX_AGENTS = 2_000;
    static final int MAX_RESULTS = 10_000;
    static final int MAX_EVENTS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReportBounds.class);

    private final ThrottledLog log = new ThrottledLog(LOG);

    /** @throws FleetException INVALID (too much of something) */
    public void check(StatusReport report) {
        if (report == null) {
            return;
        }
        require(report.agents(), MAX_AGENTS, "agents");
        require(report.jobs(), MAX_RESULTS, "results of jobs");
        require(report.events(), MAX_EVENTS, "events");
        require(report.progress(), MAX_RESULTS, "jobs in progress");
        long agents = report.agents().stream()
                .filter(agent -> !ReportedAgents.isUsable(agent))
                .count();
        long events = report.events().stream()
                .filter(event -> !ReportedEvents.isUsable(event))
                .count();
        if (agents + events > 0) {
            log.warn(
                    "unusable",
                    "Host " + report.agentsn() + " reports " + agents + " agents without a usable name and " + events
                            + " events without a usable id; they are left out");
        }
    }

    private static void require(Collection<?> list, int most, String what) {
        if (list.size() > most) {
            throw new FleetException(INVALID, "the report has " + list.size() + " " + what + ", most is " + most);
        }
    }
}
