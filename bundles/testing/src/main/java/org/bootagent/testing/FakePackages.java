package org.bootagent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Checksum;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentOptions;

/** Simulated releases. Any package whose version was {@link #offer offered} can be fetched. */
public final class FakePackages implements PackageStore {
    private final Faults faults;
    private final Map<Checksum, String> offered = new HashMap<>();
    private final Map<Checksum, Path> files = new HashMap<>();
    private final Map<String, Map<String, Release>> releases = new HashMap<>();
    private final Map<String, String> current = new HashMap<>();
    private final Map<String, String> previous = new HashMap<>();

    private List<String> notes = List.of();

    FakePackages(Faults faults) {
        this.faults = faults;
    }

    /** Lets a package be fetched from any url. */
    public void offer(Checksum checksum, String version) {
        offered.put(checksum, version);
    }

    /** Lets a real file be fetched from any url. */
    public void offerFile(Checksum checksum, Path file) {
        files.put(checksum, file);
    }

    /** Sets the notes that {@link #carryOver} returns. */
    public void notes(String... said) {
        notes = List.of(said);
    }

    @Override
    public List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration) {
        var said = new ArrayList<String>();
        notes.forEach(
                note -> said.add(note + " from " + from.version() + " to " + to.version() + keep + configuration));
        return said;
    }

    /** Returns the ids of the releases on disk. */
    public List<String> ids(String agent) {
        return List.copyOf(releases.getOrDefault(agent, Map.of()).keySet());
    }

    @Override
    public Release stage(String agent, PackageSource source, JobContext context) throws JobException {
        context.checkCancelled();
        String version = offered.get(source.checksum());
        if (version == null) {
            throw new JobException(ErrorCode.DOWNLOAD_FAILED, source.urls() + " cannot be fetched");
        }
        var id = version + '-' + source.checksum().abbreviated();
        var directory = Path.of("/home/agents", agent, "releases", id);
        var release = new Release(
                agent, version, source.checksum(), directory, AgentOptions.NONE, List.of(directory + "/bin/" + agent));
        faults.step(
                "stage " + version,
                () -> releases.computeIfAbsent(agent, a -> new LinkedHashMap<>())
                        .put(id, release));
        return release;
    }

    /** Returns the file of {@link #offerFile}. */
    @Override
    public Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException {
        context.checkCancelled();
        Path file = files.get(source.checksum());
        if (file == null) {
            throw new JobException(ErrorCode.DOWNLOAD_FAILED, source.urls() + " cannot be fetched");
        }
        try {
            Path copy = Files.createTempFile(file.getParent(), "fetched", ".part");
            return Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void activate(Release release) throws JobException {
        faults.step("activate " + release.version(), () -> {
            String before = current.put(release.agent(), release.id());
            if (before != null && !before.equals(release.id())) {
                previous.put(release.agent(), before);
            }
        });
    }

    @Override
    public Optional<Release> rollback(String agent) throws JobException {
        faults.step("rollback", () -> {
            String back = previous.remove(agent);
            if (back != null) {
                current.put(agent, back);
            }
        });
        return current(agent);
    }

    @Override
    public Optional<Release> current(String agent) {
        return release(agent, current.get(agent));
    }

    @Override
    public Optional<Release> previous(String agent) {
        return release(agent, previous.get(agent));
    }

    @Override
    public void discard(Release release) throws JobException {
        faults.step("discard " + release.version(), () -> {
            if (!inUse(release.agent(), release.id())) {
                releases.getOrDefault(release.agent(), new HashMap<>()).remove(release.id());
            }
        });
    }

    @Override
    public void prune(String agent) throws JobException {
        faults.step(
                "prune",
                () -> releases.getOrDefault(agent, new HashMap<>()).keySet().removeIf(id -> !inUse(agent, id)));
    }

    @Override
    public boolean remove(String agent) throws JobException {
        boolean there = releases.containsKey(agent);
        faults.step("delete", () -> {
            releases.remove(agent);
            current.remove(agent);
            previous.remove(agent);
        });
        return there;
    }

    private Optional<Release> release(String agent, String id) {
        return Optional.ofNullable(id)
                .map(key -> releases.getOrDefault(agent, Map.of()).get(key));
    }

    private boolean inUse(String agent, String id) {
        return id.equals(current.get(agent)) || id.equals(previous.get(agent));
    }
}
