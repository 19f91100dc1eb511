package org.bootagent.booter.http.api.metrics;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Prometheus' text format, version 0.0.4, as far as gauges and counters go. */
public final class PrometheusText {
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /** Opens a family; its samples follow. */
    PrometheusText family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    PrometheusText sample(String name, Number value) {
        text.append(name).append(' ').append(value).append('\n');
        return this;
    }

    PrometheusText sample(String name, String label, String labelValue, Number value) {
        return sample(name, Map.of(label, labelValue), value);
    }

    PrometheusText sample(String name, Map<String, String> labels, Number value) {
        var all = new StringJoiner(",", "{", "}").setEmptyValue("");
        new TreeMap<>(labels).forEach((label, word) -> all.add(label + "=\"" + escaped(word) + "\""));
        text.append(name).append(all).append(' ').append(value).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
