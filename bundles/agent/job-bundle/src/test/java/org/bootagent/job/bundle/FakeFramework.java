package org.bootagent.job.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.testing.Crash;

/** A simulated framework, with a watcher of the actions directory. A header in each bundle says what it does when started. */
final class FakeFramework implements Framework {
    private final Path directory;
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();
    private final List<String> steps = new ArrayList<>();
    private final Map<String, Long> seen = new HashMap<>();
    private boolean watched = true;
    private int runningJobs;
    private long clock;
    private int crashIn = Integer.MAX_VALUE;

    private record Loaded(Installed bundle, String behaviour, boolean up) {}

    FakeFramework(Path directory) {
        this.directory = directory;
    }

    /** Stops watching the directory. */
    void unwatched() {
        watched = false;
    }

    void own(String name) {
        loaded.put("/" + name, new Loaded(new Installed(++clock, name, "0.1.0", "active", "", clock), "", true));
    }

    /** Sets how many looks find jobs running. */
    void runningJobs(int looks) {
        runningJobs = looks;
    }

    /** Ends the host agent after this many more calls. */
    void crashAfter(int calls) {
        crashIn = calls;
    }

    private void call() {
        if (crashIn-- == 0) {
            throw new Crash("call");
        }
    }

    /** Returns the changes to bundles, in order. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    /** Returns name, version and whether it serves, for every bundle of the directory. */
    List<String> serving() {
        return loaded.values().stream()
                .filter(is -> !is.bundle().isOwn())
                .map(is -> is.bundle().name() + " " + is.bundle().version() + (isFine(is) ? "" : " down"))
                .toList();
    }

    /** Restarts the host agent: the framework comes up empty. */
    void restart() {
        crashIn = Integer.MAX_VALUE;
        loaded.values().removeIf(is -> !is.bundle().isOwn());
        seen.clear();
        watch();
        bundles().forEach(this::bring);
    }

    /** Lets the directory's watcher look. */
    void watch() {
        if (!watched) {
            return;
        }
        var there = new TreeMap<String, Long>();
        try (var jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                there.put(
                        jar.getFileName().toString(),
                        Files.getLastModifiedTime(jar).toMillis() * 31 + Files.size(jar));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loaded.values()
                .removeIf(is ->
                        !is.bundle().isOwn() && !there.containsKey(is.bundle().file()));
        there.forEach(this::see);
    }

    private void see(String file, long state) {
        if (!Long.valueOf(state).equals(seen.put(file, state))) {
            try {
                load(file);
            } catch (JobException e) {
                steps.add("ignored " + file);
            }
        }
    }

    @Override
    public List<Installed> bundles() {
        call();
        return loaded.values().stream().map(Loaded::bundle).toList();
    }

    @Override
    public Health bring(Installed bundle) {
        call();
        var is = loaded.values().stream()
                .filter(each -> each.bundle().id() == bundle.id())
                .findFirst()
                .orElseThrow();
        loaded.replaceAll((key, each) -> each.equals(is) ? new Loaded(each.bundle(), each.behaviour(), true) : each);
        return switch (is.behaviour()) {
            case "unresolved" -> new Health(List.of(), List.of("missing org.example.nothing"), List.of());
            case "throws" -> new Health(List.of(), List.of("Ping cannot be activated: no luck"), List.of());
            case "waits" -> new Health(List.of(), List.of(), List.of("Ping has no org.example.Pong"));
            default -> new Health(List.of("Ping"), List.of(), List.of());
        };
    }

    @Override
    public void stop(Installed bundle) {
        call();
        steps.add("stop " + bundle.version());
        loaded.replaceAll(
                (key, is) -> is.bundle().id() == bundle.id() ? new Loaded(is.bundle(), is.behaviour(), false) : is);
    }

    @Override
    public void load(String file) throws JobException {
        try (var jar = new JarFile(directory.resolve(file).toFile())) {
            var header = jar.getManifest().getMainAttributes();
            String behaviour = String.valueOf(header.getValue(Jars.BEHAVIOUR));
            String version = header.getValue("Bundle-Version");
            if (behaviour.equals("unloadable")) {
                throw new JobException(ErrorCode.BUNDLE_FAILED, "no framework takes it");
            }
            steps.add("load " + version);
            var before = loaded.get(file);
            long id = before == null ? ++clock : before.bundle().id();
            var now = new Installed(id, header.getValue("Bundle-SymbolicName"), version, "active", file, ++clock);
            loaded.put(file, new Loaded(now, behaviour, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void unload(Installed bundle) {
        call();
        steps.add("unload " + bundle.version());
        loaded.remove(bundle.file());
    }

    @Override
    public Set<String> actions(Installed bundle) {
        return Set.of("ping");
    }

    @Override
    public boolean runsAny(Set<String> actions) {
        call();
        if (runningJobs > 0) {
            steps.add("runs");
            runningJobs--;
            return true;
        }
        return false;
    }

    private static boolean isFine(Loaded is) {
        return is.up() && is.behaviour().equals("null");
    }
}
