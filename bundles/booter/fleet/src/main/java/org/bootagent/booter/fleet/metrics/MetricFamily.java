package org.bootagent.booter.fleet.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Samples of one metric.
 *
 * @param name by Prometheus' rules: a counter's ends in {@code _total}
 * @param help description, one line
 */
public record MetricFamily(String name, Type type, String help, List<Sample> samples) {
    /** Type of a metric. */
    public enum Type {
        /** Goes up and down. */
        GAUGE,
        /** Only goes up, and begins again at zero when Booter does. */
        COUNTER;

        /** Returns the type in Prometheus' spelling. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One figure. */
    public record Sample(Map<String, String> labels, Number value) {
        public Sample {
            labels = Map.copyOf(labels);
            Objects.requireNonNull(value, "value");
        }
    }

    public MetricFamily {
        if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a metric");
        }
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(help, "help");
        samples = List.copyOf(samples);
    }

    /** A family of one figure without labels. */
    public static MetricFamily of(String name, Type type, String help, Number value) {
        return new MetricFamily(name, type, help, List.of(new Sample(Map.of(), value)));
    }
}
