package org.bootagent.booter.fleet.service;

import java.time.Instant;
import java.util.List;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.intake.Intake;
import org.bootagent.booter.fleet.intake.ReportBounds;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes in what hosts report, and answers with their jobs. Thread-safe. */
@Component(service = ReportService.class)
public final class ReportService {
    private final FleetCore core;
    private final ReportBounds bounds = new ReportBounds();

    @Activate
    public ReportService(@Reference FleetCore core) {
        this.core = core;
    }

    /** Takes in a report whose address is not counted, as {@link #report(StatusReport, String)}. */
    public StatusReply report(StatusReport report) {
        return report(report, null);
    }

    /**
     * Takes in a report whose host has shown no certificate, and answers with its unfinished jobs.
     *
     * @param from the address it comes from; an unknown host is admitted
     * @throws FleetException INVALID, LIMIT, FORBIDDEN (the host is known by a certificate)
     */
    public StatusReply report(StatusReport report, String from) {
        if (report != null) {
            Fields.serialNumber(report.agentsn()).ifPresent(core.bonds::requireNone);
        }
        return take(List.of(news(report, from, core.now()))).get(0);
    }

    /** Takes in the news of many hosts as one transaction. Durable when this returns. @return an answer to each */
    public List<StatusReply> take(List<HostNews> news) {
        return core.intake.take(news);
    }

    /** Reads a report that arrives now, to be taken in with others. @throws FleetException INVALID */
    public HostNews news(StatusReport report) {
        return news(report, core.now());
    }

    /** Reads a report that arrived at this time, to be taken in with others. @throws FleetException INVALID */
    public HostNews news(StatusReport report, Instant time) {
        return news(report, null, time);
    }

    private HostNews news(StatusReport report, String from, Instant time) {
        bounds.check(report);
        core.troubles.heard(report);
        return Intake.news(report, from, time);
    }
}
