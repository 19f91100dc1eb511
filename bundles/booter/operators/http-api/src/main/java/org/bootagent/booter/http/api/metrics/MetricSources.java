package org.bootagent.booter.http.api.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.fleet.metrics.MetricSource;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Metrics of Booter's other parts. */
@Component(service = MetricSources.class)
public final class MetricSources {
    private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSource(MetricSource source) {
        sources.add(source);
    }

    public void removeSource(MetricSource source) {
        sources.remove(source);
    }

    void write(PrometheusText out) {
        sources.stream().flatMap(source -> source.metrics().stream()).forEach(family -> write(out, family));
    }

    private static void write(PrometheusText out, MetricFamily family) {
        out.family(family.name(), family.type().word(), family.help());
        family.samples().forEach(sample -> out.sample(family.name(), sample.labels(), sample.value()));
    }
}
