package org.bootagent.booter.fleet.intake;

import java.util.List;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.StatusReport;

/** The events of a report; each is kept once, however often it is sent. */
final class ReportedEvents {
    private static final int MAX_ID = 128;
    private static final int MAX_TYPE = 64;
    private static final int MAX_DETAIL = 4096;

    private ReportedEvents() {}

    /** @param more events of these hosts, which Booter itself has found @return the events, known or not */
    static List<FleetEvent> keep(UnitOfWork tx, List<HostNews> news, List<FleetEvent> more) {
        var reported = news.stream()
                .flatMap(one ->
                        one.events().stream().filter(ReportedEvents::isUsable).map(event -> read(one.host(), event)));
        var events = Stream.concat(reported, more.stream()).toList();
        if (!events.isEmpty()) {
            tx.events().add(events);
        }
        return events;
    }

    static boolean isUsable(StatusReport.Event event) {
        String id = event.id();
        return id != null && !id.isBlank() && id.length() <= MAX_ID && Fields.printable(id);
    }

    private static FleetEvent read(Host host, StatusReport.Event event) {
        return new FleetEvent(
                event.id(),
                host.agentsn(),
                Fields.cut(event.agent(), MAX_ID),
                Fields.cut(event.type(), MAX_TYPE),
                Fields.cut(event.detail(), MAX_DETAIL),
                Fields.time(event.time(), host.lastSeen()),
                host.lastSeen());
    }
}
