package org.bootagent.booter.http.api.metrics;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.bootagent.booter.fleet.service.FleetServices;

/** The figures for Prometheus. */
public final class Metrics {
    private final FleetServices fleet;
    private final LongSupplier waiting;
    private final ReportMeter reports;
    private final MetricSources others;

    public Metrics(FleetServices fleet, LongSupplier waiting, ReportMeter reports, MetricSources others) {
        this.fleet = fleet;
        this.waiting = waiting;
        this.reports = reports;
        this.others = others;
    }

    public String text() {
        var out = new PrometheusText();
        fleet(out);
        reports.write(out);
        others.write(out);
        jvm(out);
        return out.toString();
    }

    private void fleet(PrometheusText out) {
        var counts = fleet.hosts().counts();
        gauge(out, "booter_hosts", "Hosts known.", counts.hosts());
        gauge(out, "booter_hosts_online", "Hosts that reported within the last three steps.", counts.online());
        gauge(
                out,
                "booter_hosts_duplicate",
                "Serial numbers that two hosts use.",
                fleet.presence().duplicates());
        out.family("booter_agents", "gauge", "Agents by status.");
        new TreeMap<>(counts.agents()).forEach((status, n) -> out.sample("booter_agents", "status", status, n));
        out.family("booter_jobs", "gauge", "Jobs kept, by status.");
        new TreeMap<>(counts.jobs())
                .forEach((status, n) ->
                        out.sample("booter_jobs", "status", status.name().toLowerCase(Locale.ROOT), n));
        gauge(out, "booter_events", "Events kept.", counts.events());
        gauge(out, "booter_requests_waiting", "Requests that wait for news of a job.", waiting.getAsLong());
    }

    private static void jvm(PrometheusText out) {
        var memory = ManagementFactory.getMemoryMXBean();
        out.family("jvm_memory_used_bytes", "gauge", "Memory the JVM uses.")
                .sample(
                        "jvm_memory_used_bytes",
                        "area",
                        "heap",
                        memory.getHeapMemoryUsage().getUsed())
                .sample(
                        "jvm_memory_used_bytes",
                        "area",
                        "nonheap",
                        memory.getNonHeapMemoryUsage().getUsed());
        out.family("jvm_memory_max_bytes", "gauge", "Most memory the JVM may use.")
                .sample(
                        "jvm_memory_max_bytes",
                        "area",
                        "heap",
                        memory.getHeapMemoryUsage().getMax());
        gauge(
                out,
                "jvm_threads_current",
                "Live threads.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        double start = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
        gauge(out, "process_start_time_seconds", "When this process was started, in Unix time.", start);
    }

    private static void gauge(PrometheusText out, String name, String help, Number value) {
        out.family(name, "gauge", help).sample(name, value);
    }
}
