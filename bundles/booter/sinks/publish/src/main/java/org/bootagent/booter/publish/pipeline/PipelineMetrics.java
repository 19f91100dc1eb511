package org.bootagent.booter.publish.pipeline;

import static org.bootagent.booter.fleet.metrics.MetricFamily.Type.COUNTER;
import static org.bootagent.booter.fleet.metrics.MetricFamily.Type.GAUGE;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.metrics.MetricFamily;

/** Metrics of all pipelines, by publisher. */
final class PipelineMetrics {
    private final Collection<Pipeline> pipelines;

    private PipelineMetrics(Collection<Pipeline> pipelines) {
        this.pipelines = pipelines;
    }

    static List<MetricFamily> of(Collection<Pipeline> pipelines) {
        if (pipelines.isEmpty()) {
            return List.of();
        }
        var all = new PipelineMetrics(pipelines);
        return Stream.concat(all.counters().stream(), all.gauges().stream()).toList();
    }

    private List<MetricFamily> counters() {
        return List.of(
                counter(
                        "offered",
                        "Publications offered.",
                        one -> one.counters().offered.sum()),
                counter(
                        "sent",
                        "Publications accepted by the sink.",
                        one -> one.counters().sent.sum()),
                counter(
                        "retries",
                        "Tries that failed and were or will be repeated.",
                        one -> one.counters().retries.sum()),
                counter(
                        "refused",
                        "Publications the sink will never take.",
                        one -> one.counters().refused.sum()),
                counter(
                        "dropped",
                        "Publications lost: no room in memory or in the spool, or damaged there.",
                        one -> one.counters().overflowed.sum() + one.spool().lost()));
    }

    private List<MetricFamily> gauges() {
        return List.of(
                gauge(
                        "spooled",
                        "Publications in the spool.",
                        one -> one.spool().records()),
                gauge(
                        "spooled_bytes",
                        "Bytes of the publications in the spool.",
                        one -> one.spool().bytes()),
                gauge(
                        "failing",
                        "1 while the sink takes nothing.",
                        one -> one.counters().failing() ? 1 : 0),
                gauge(
                        "last_error_timestamp_seconds",
                        "When a try last failed, in Unix time; 0: never.",
                        one -> one.counters().lastErrorTime()));
    }

    private MetricFamily counter(String what, String help, Function<Pipeline, Number> value) {
        return family("booter_publish_" + what + "_total", COUNTER, help, value);
    }

    private MetricFamily gauge(String what, String help, Function<Pipeline, Number> value) {
        return family("booter_publish_" + what, GAUGE, help, value);
    }

    private MetricFamily family(String name, MetricFamily.Type type, String help, Function<Pipeline, Number> value) {
        var samples = pipelines.stream()
                .map(one -> new MetricFamily.Sample(Map.of("publisher", one.name()), value.apply(one)))
                .toList();
        return new MetricFamily(name, type, help, samples);
    }
}
