package org.bootagent.launcher;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Configuration by PID, merged from the features' defaults, the user's file and the command line; the later one wins, property by property. */
final class Settings {
    private static final String FRAMEWORK = "framework";
    private static final String UNNAMED = "~unnamed";

    private final Map<String, Map<String, String>> byPid = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>();

    /** Sets the value of {@code ${name}} for settings that are added from now on. */
    Settings variable(String name, String value) {
        variables.put("${" + name + "}", value);
        return this;
    }

    /** Adds lines {@code <pid>/<key> = <value>}. */
    Settings add(Properties properties) {
        return add(properties, pid -> pid);
    }

    /** Adds lines {@code <name>/<key> = <value>}, where a name may stand for a PID. */
    Settings add(Properties properties, UnaryOperator<String> pids) {
        for (String name : properties.stringPropertyNames()) {
            int slash = name.indexOf('/');
            if (slash <= 0) {
                throw new UsageException(
                        "setting '" + name + "' must be <bundle>/<key>, such as packages/maxPackageMiB");
            }
            put(pids.apply(name.substring(0, slash)), name.substring(slash + 1), properties.getProperty(name));
        }
        return this;
    }

    /** Adds all settings of another instance. */
    Settings add(Settings later) {
        later.byPid.forEach((pid, values) -> values.forEach((key, value) -> put(pid, key, value)));
        return this;
    }

    Settings put(String pid, String key, String value) {
        var configuration = byPid.computeIfAbsent(pid, absent -> new TreeMap<>());
        if (!key.isEmpty()) {
            configuration.put(key, resolve(value.strip()));
        }
        return this;
    }

    /** Returns a property's value; null if it has none. */
    String value(String pid, String key) {
        return byPid.getOrDefault(pid, Map.of()).get(key);
    }

    /** Returns whether any of these PIDs, separated by commas, is configured; of a factory, any of its instances. */
    boolean has(String pids) {
        return Stream.of(pids.split(",", -1))
                .anyMatch(pid -> byPid.keySet().stream().anyMatch(one -> one.equals(pid) || one.startsWith(pid + "~")));
    }

    /** The framework's own launching properties. */
    Map<String, String> framework() {
        return byPid.getOrDefault(FRAMEWORK, Map.of());
    }

    /** Returns the bundles' configurations. An unnamed one beside named ones becomes another instance, because components would not see it otherwise. */
    Map<String, Map<String, String>> configurations() {
        var configurations = new TreeMap<String, Map<String, String>>();
        byPid.forEach((pid, values) -> configurations.put(hasInstances(pid) ? pid + UNNAMED : pid, values));
        configurations.remove(FRAMEWORK);
        return configurations;
    }

    private boolean hasInstances(String pid) {
        return byPid.keySet().stream().anyMatch(other -> other.startsWith(pid + "~"));
    }

    private String resolve(String value) {
        String resolved = value;
        for (var variable : variables.entrySet()) {
            resolved = resolved.replace(variable.getKey(), variable.getValue());
        }
        return resolved;
    }
}
