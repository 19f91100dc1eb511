package org.bootagent.launcher;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Configuration by PID: the features' own, then the user's file, then the command line; the later one wins, property by property. */
final class Settings {
    private static final String FRAMEWORK = "framework";
    private static final String OWN_PREFIX = "org.bootagent.";

    private final Map<String, Map<String, String>> byPid = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>();

    /** Replaces {@code ${name}} in values that are added from now on. */
    Settings variable(String name, String value) {
        variables.put("${" + name + "}", value);
        return this;
    }

    /** Adds lines {@code <pid>/<key> = <value>}; a PID without a dot is one of this project's. */
    Settings add(Properties properties) {
        for (String name : properties.stringPropertyNames()) {
            int slash = name.indexOf('/');
            if (slash <= 0) {
                throw new UsageException(
                        "setting '" + name + "' must be <bundle>/<key>, such as packages/maxPackageMiB");
            }
            put(pid(name.substring(0, slash)), name.substring(slash + 1), properties.getProperty(name));
        }
        return this;
    }

    Settings put(String pid, String key, String value) {
        var configuration = byPid.computeIfAbsent(pid, absent -> new TreeMap<>());
        if (!key.isEmpty()) {
            configuration.put(key, resolve(value.strip()));
        }
        return this;
    }

    /** The framework's own launching properties. */
    Map<String, String> framework() {
        return byPid.getOrDefault(FRAMEWORK, Map.of());
    }

    /** The bundles' configurations. */
    Map<String, Map<String, String>> configurations() {
        var configurations = new TreeMap<>(byPid);
        configurations.remove(FRAMEWORK);
        return configurations;
    }

    private static String pid(String name) {
        return name.equals(FRAMEWORK) || name.startsWith("org.") ? name : OWN_PREFIX + name;
    }

    private String resolve(String value) {
        String resolved = value;
        for (var variable : variables.entrySet()) {
            resolved = resolved.replace(variable.getKey(), variable.getValue());
        }
        return resolved;
    }
}
