package org.bootagent.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.files.Deletion;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.Durable;

/** The releases of all agents, below the host agent's home. */
final class DiskPackageStore implements PackageStore {
    private final Path agents;
    private final Staging staging;
    private final Fetcher fetcher;
    private final int others;

    /** @param others how many releases stay beside the current and the previous one */
    DiskPackageStore(Path agents, Staging staging, Fetcher fetcher, int others) {
        this.agents = agents;
        this.staging = staging;
        this.fetcher = fetcher;
        this.others = others;
    }

    @Override
    public Release stage(String agent, PackageSource source, JobContext context) throws JobException {
        return staging.stage(directory(agent), source, context);
    }

    @Override
    public Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException {
        return fetcher.fetch(source, maxBytes, context);
    }

    @Override
    public void activate(Release release) throws JobException {
        change(release.agent(), "switch the current release of", releases -> {
            releases.activate(release.id());
            return null;
        });
    }

    @Override
    public List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration)
            throws JobException {
        return change(from.agent(), "keep files of", releases -> releases.carryOver(from, to, keep, configuration));
    }

    @Override
    public Optional<Release> rollback(String agent) throws JobException {
        return change(agent, "switch the current release of", AgentReleases::rollback);
    }

    @Override
    public Optional<Release> current(String agent) {
        return read(agent, AgentReleases::current);
    }

    @Override
    public Optional<Release> previous(String agent) {
        return read(agent, AgentReleases::previous);
    }

    @Override
    public void discard(Release release) throws JobException {
        change(release.agent(), "delete a release in", releases -> {
            releases.discard(release.id());
            return null;
        });
    }

    @Override
    public void prune(String agent) throws JobException {
        change(agent, "delete releases in", releases -> {
            releases.prune(others);
            return null;
        });
    }

    @Override
    public boolean remove(String agent) throws JobException {
        Path path = directory(agent).path();
        Path trash = agents.resolve(AgentDirectory.TRASH + agent);
        try {
            boolean finished = Deletion.delete(trash);
            if (!Files.exists(path)) {
                return finished;
            }
            Durable.rename(path, trash);
            return Deletion.delete(trash);
        } catch (IOException e) {
            throw DiskErrors.decide(e, "delete", path);
        }
    }

    private interface Change<T> {
        T apply(AgentReleases releases) throws IOException;
    }

    private <T> T change(String agent, String doing, Change<T> change) throws JobException {
        var directory = directory(agent);
        try {
            return change.apply(new AgentReleases(directory));
        } catch (IOException e) {
            throw DiskErrors.decide(e, doing, directory.path());
        }
    }

    private Optional<Release> read(String agent, Change<Optional<Release>> question) {
        try {
            return question.apply(new AgentReleases(directory(agent)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AgentDirectory directory(String agent) {
        return AgentDirectory.of(agents, agent);
    }
}
