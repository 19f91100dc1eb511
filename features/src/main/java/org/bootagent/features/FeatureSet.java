package org.bootagent.features;

import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureConfiguration;

/**
 * Features (OSGi Compendium, chapter 159) taken together.
 *
 * @param bundles in start order; one that several features name stands once
 * @param configurations properties by PID; {@code factory~name} for a factory's
 * @param framework launching properties of the framework
 */
public record FeatureSet(
        List<Entry> bundles, Map<String, Map<String, Object>> configurations, Map<String, String> framework) {
    private static final String START_ORDER = "start-order";
    private static final String OPTION = "option";
    /** Name given by the Feature Launcher specification (chapter 160). */
    private static final String LAUNCHING_PROPERTIES = "framework-launching-properties";

    /**
     * A bundle of the set.
     *
     * @param file its path in a repository of Maven's layout
     * @param startLevel 1 and up; lower ones are started first
     * @param option only a run with this option has the bundle, such as a transport; empty: every run
     */
    public record Entry(String file, int startLevel, String option) {}

    /** Reads {@code <name>.json} of the directory for each name. */
    public static FeatureSet read(Path directory, List<String> names) {
        var levels = new LinkedHashMap<String, Integer>();
        var options = new HashMap<String, String>();
        var configurations = new TreeMap<String, Map<String, Object>>();
        var framework = new TreeMap<String, String>();
        for (String name : names) {
            Feature feature = readOne(directory.resolve(name + ".json"));
            feature.getBundles().forEach(bundle -> levels.merge(file(bundle), startLevel(bundle), Math::min));
            feature.getBundles().forEach(bundle -> options.put(file(bundle), option(bundle)));
            feature.getConfigurations().forEach((pid, config) -> configurations.put(pid, plain(config)));
            framework.putAll(launchingProperties(feature));
        }
        var bundles = new ArrayList<Entry>();
        levels.forEach((file, level) -> bundles.add(new Entry(file, level, options.get(file))));
        bundles.sort((a, b) -> Integer.compare(a.startLevel(), b.startLevel()));
        return new FeatureSet(List.copyOf(bundles), configurations, framework);
    }

    private static Map<String, String> launchingProperties(Feature feature) {
        var properties = new TreeMap<String, String>();
        var extension = feature.getExtensions().get(LAUNCHING_PROPERTIES);
        if (extension != null) {
            Json.createReader(new StringReader(extension.getJSON()))
                    .readObject()
                    .forEach((key, value) -> properties.put(key, ((JsonString) value).getString()));
        }
        return properties;
    }

    private static Feature readOne(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new FeatureServiceImpl().readFeature(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static String file(FeatureBundle bundle) {
        var id = bundle.getID();
        return "%s/%s/%s/%s-%s.jar"
                .formatted(
                        id.getGroupId().replace('.', '/'),
                        id.getArtifactId(),
                        id.getVersion(),
                        id.getArtifactId(),
                        id.getVersion());
    }

    private static int startLevel(FeatureBundle bundle) {
        if (bundle.getMetadata().get(START_ORDER) instanceof Number level) {
            return level.intValue();
        }
        throw new IllegalArgumentException("bundle " + bundle.getID() + " has no " + START_ORDER);
    }

    private static String option(FeatureBundle bundle) {
        return String.valueOf(bundle.getMetadata().getOrDefault(OPTION, ""));
    }

    /** Returns the properties without the PID's parts, which the reader adds. */
    private static Map<String, Object> plain(FeatureConfiguration config) {
        var values = new TreeMap<>(config.getValues());
        values.keySet().removeIf(key -> key.startsWith("service.") || key.startsWith(".service"));
        return values;
    }
}
