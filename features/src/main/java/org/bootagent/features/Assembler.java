package org.bootagent.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Assembles features into a distribution: the bundles' jars, {@code start.list} (a start level, a jar, and its option if it has one, a line) and {@code
 * defaults.conf} (the features' configurations), so that the launcher needs neither Maven nor JSON.
 */
public final class Assembler {
    private final Path repository;
    private final Path bundles;

    private Assembler(Path repository, Path distribution) {
        this.repository = repository;
        this.bundles = distribution.resolve("bundles");
    }

    /** Arguments: the directory of features, a repository of Maven's layout, the distribution, and the features' names. */
    public static void main(String[] args) throws IOException {
        var features = FeatureSet.read(Path.of(args[0]), Arrays.asList(args).subList(3, args.length));
        new Assembler(Path.of(args[1]), Path.of(args[2])).assemble(features);
    }

    private void assemble(FeatureSet features) throws IOException {
        emptyBundles();
        var start = new ArrayList<String>();
        for (var entry : features.bundles()) {
            Path jar = repository.resolve(entry.file());
            String name = jar.getFileName().toString();
            Files.copy(jar, bundles.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            start.add((entry.startLevel() + " " + name + " " + entry.option()).strip());
        }
        Files.write(bundles.resolve("start.list"), start);
        Files.write(bundles.resolve("defaults.conf"), defaults(features));
    }

    /** Deletes the jars of another version. */
    private void emptyBundles() throws IOException {
        Files.createDirectories(bundles);
        try (var old = Files.newDirectoryStream(bundles)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }

    /**
     * Returns the configuration: a line {@code <pid>/<key>=<value>} for each property, {@code <pid>/=} for a configuration without any, and {@code
     * framework/<key>=<value>} for each launching property.
     */
    private static List<String> defaults(FeatureSet features) {
        var lines = new ArrayList<String>();
        features.configurations().forEach((pid, values) -> {
            if (values.isEmpty()) {
                lines.add(pid + "/=");
            }
            values.forEach((key, value) ->
                    lines.add(pid + "/" + key + "=" + value.toString().replace("\\", "\\\\")));
        });
        features.framework().forEach((key, value) -> lines.add("framework/" + key + "=" + value.replace("\\", "\\\\")));
        return lines;
    }
}
