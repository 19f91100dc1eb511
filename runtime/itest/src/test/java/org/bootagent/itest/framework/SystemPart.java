package org.bootagent.itest.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of the system under test: features, and configuration in addition to theirs.
 *
 * @param features their names, as the files of {@code features/} have them
 * @param configurations properties by PID
 * @param framework launching properties
 * @param variables values for <code>${name}</code> in a feature's launching properties
 */
record SystemPart(
        List<String> features,
        Map<String, Map<String, Object>> configurations,
        Map<String, String> framework,
        Map<String, String> variables) {
    static SystemPart of(String... features) {
        return new SystemPart(List.of(features), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    SystemPart configured(String pid, String key, Object value) {
        configurations.computeIfAbsent(pid, absent -> new TreeMap<>()).put(key, value);
        return this;
    }

    SystemPart framework(String key, String value) {
        framework.put(key, value);
        return this;
    }

    SystemPart variable(String name, Object value) {
        variables.put("${" + name + "}", value.toString());
        return this;
    }

    /** Combines parts; a later one overrides. */
    static SystemPart all(SystemPart... parts) {
        var features = new ArrayList<String>();
        var sum = new SystemPart(features, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (SystemPart part : parts) {
            features.addAll(part.features);
            part.configurations.forEach(
                    (pid, values) -> values.forEach((key, value) -> sum.configured(pid, key, value)));
            sum.framework.putAll(part.framework);
            sum.variables.putAll(part.variables);
        }
        return sum;
    }
}
