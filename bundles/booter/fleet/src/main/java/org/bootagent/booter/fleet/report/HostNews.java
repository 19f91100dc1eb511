package org.bootagent.booter.fleet.report;

import java.util.List;
import java.util.Objects;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.wire.StatusReport;

/**
 * What one message of a host says.
 *
 * @param host what it says of itself
 * @param agents all its agents, or null: it does not say
 * @param jobs results
 * @param numbered results of jobs that the host knows by their number only
 * @param progress of jobs
 * @param asks whether its unfinished jobs are the answer
 * @param instance of this run of the host agent; empty: it does not say
 * @param from the address it comes from, by which new hosts are counted; null: they are not
 */
public record HostNews(
        Host host,
        List<StatusReport.Agent> agents,
        List<StatusReport.Result> jobs,
        List<NumberedResult> numbered,
        List<StatusReport.Event> events,
        List<StatusReport.Progress> progress,
        boolean asks,
        String instance,
        String from) {
    public HostNews {
        Objects.requireNonNull(host, "host");
    }

    /** Result of a job that its host knows by its {@link FleetJob#seq} only. A job that has not failed and is less than 1 done still goes on. */
    public record NumberedResult(long seq, double done, int errcode, String message) {}

    /** Returns the news of one of EasyAgent's own sidecars. */
    public static HostNews of(Host host, List<NumberedResult> numbered, List<StatusReport.Event> events) {
        return new HostNews(host, null, List.of(), numbered, events, List.of(), false, "", null);
    }

    public String agentsn() {
        return host.agentsn();
    }
}
