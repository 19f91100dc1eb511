package org.bootagent.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * A directory that holds everything to run: {@code bin}, {@code lib} (the launcher) and {@code bundles}.
 *
 * @param root the directory
 * @param version of the distribution
 * @param builtInServers from the build, {@code HOST[:PORT],HOST[:PORT]}; may be empty
 */
record Distribution(Path root, String version, String builtInServers) {
    private static final String CONFIGURED = "configured:";
    private static final String PROPERTY = "bootagent.distribution";

    /**
     * A bundle to start.
     *
     * @param option option that a run must have to include this bundle or, after {@code configured:}, PIDs of which it must configure one; empty: every run
     */
    record Bundle(int startLevel, Path jar, String option) {}

    /** Returns the distribution that this program was started from. */
    static Distribution own() {
        Path root = Path.of(System.getProperty(PROPERTY, ".")).toAbsolutePath().normalize();
        var facts = properties(root.resolve("lib/distribution.properties"));
        return new Distribution(
                root,
                facts.getProperty("version"),
                facts.getProperty("servers", "").strip());
    }

    /** Returns the bundles in start order. */
    List<Bundle> bundles() {
        Path directory = root.resolve("bundles");
        var bundles = new ArrayList<Bundle>();
        try {
            for (String line : Files.readAllLines(directory.resolve("start.list"))) {
                var words = line.split(" ", -1);
                bundles.add(new Bundle(
                        Integer.parseInt(words[0]), directory.resolve(words[1]), words.length > 2 ? words[2] : ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the distribution in " + root + " is not complete; copy it again", e);
        }
        return bundles;
    }

    /** Returns the bundles of a run with these settings, in start order. */
    List<Bundle> bundles(Settings settings) {
        return bundles().stream().filter(bundle -> wanted(bundle, settings)).toList();
    }

    private static boolean wanted(Bundle bundle, Settings settings) {
        String option = bundle.option();
        return option.isEmpty()
                || option.equals(settings.framework().get(FrameworkRun.OPTION))
                || (option.startsWith(CONFIGURED) && settings.has(option.substring(CONFIGURED.length())));
    }

    /** Returns all options. */
    Set<String> options() {
        var options = new TreeSet<String>();
        bundles().forEach(bundle -> options.add(bundle.option()));
        options.removeIf(option -> option.isEmpty() || option.startsWith(CONFIGURED));
        return options;
    }

    /** Returns the features' configuration. */
    Properties defaults() {
        return properties(root.resolve("bundles/defaults.conf"));
    }

    static Properties properties(Path file) {
        var properties = new Properties();
        var twice = new TreeSet<String>();
        try (Reader reader = Files.newBufferedReader(file)) {
            new Properties() {
                private static final long serialVersionUID = 1L;

                @Override
                public synchronized Object put(Object key, Object value) {
                    if (properties.put(key, value) != null) {
                        twice.add((String) key);
                    }
                    return null;
                }
            }.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (!twice.isEmpty()) {
            throw new UsageException(file + " has " + String.join(" and ", twice) + " twice; leave one of the lines");
        }
        return properties;
    }

    /** Returns the machine's architecture, as the kernel spells it. */
    static String architecture() {
        String arch = System.getProperty("os.arch");
        return switch (arch) {
            case "amd64" -> "x86_64";
            default -> arch;
        };
    }
}
