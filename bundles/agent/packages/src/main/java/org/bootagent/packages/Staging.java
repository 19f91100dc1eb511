package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.Release;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.files.Deletion;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.Durable;
import org.bootagent.packages.unpack.Architecture;
import org.bootagent.packages.unpack.Unpacker;
import org.bootagent.packages.unpack.Unpacker.Unpacked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a release from a URL: fetch, verify, unpack, inspect, publish. */
final class Staging {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
    private static final double UNPACKED = 0.65;

    private final Fetcher fetcher;
    private final Unpacker unpacker;
    private final Architecture host;

    Staging(Fetcher fetcher, Unpacker unpacker, Architecture host) {
        this.fetcher = fetcher;
        this.unpacker = unpacker;
        this.host = host;
    }

    Release stage(AgentDirectory directory, PackageSource source, JobContext context) throws JobException {
        var existing = existing(directory, source);
        if (existing.isPresent()) {
            // A crash between its publication and the end of its staging has left the download.
            cleanUp(directory, source);
            return existing.get();
        }
        try {
            context.progress(0, "downloading");
            Path file = fetcher.fetch(directory.agent(), source, context);
            context.progress(Fetcher.SHARE, "unpacking");
            return unpack(file, directory, source, context);
        } catch (JobException e) {
            // An interrupted write looks like a broken disk, so a cancelled job is checked for first.
            if (e.code() != ErrorCode.CANCELLED && e.code() != ErrorCode.DEADLINE_EXCEEDED) {
                context.checkCancelled();
            }
            throw e;
        } finally {
            cleanUp(directory, source);
        }
    }

    private Optional<Release> existing(AgentDirectory directory, PackageSource source) throws JobException {
        String version = source.version() == null ? null : PackageVersion.checked(source.version());
        try {
            return new AgentReleases(directory).find(source.checksum(), version);
        } catch (IOException e) {
            throw DiskErrors.decide(e, "read", directory.releases());
        }
    }

    private Release unpack(Path file, AgentDirectory directory, PackageSource source, JobContext context)
            throws JobException {
        try {
            Durable.createDirectories(directory.releases());
            Deletion.delete(directory.staging());
            Files.createDirectory(directory.staging());
            var unpacked = unpacker.unpack(file, directory.agent(), directory.staging(), source.hostLinks(), context);
            context.progress(UNPACKED, "writing to disk");
            context.checkCancelled();
            return new AgentReleases(directory).publish(unpacked.root(), facts(unpacked, directory.agent(), source));
        } catch (IOException e) {
            throw DiskErrors.decide(e, "write", directory.releases());
        }
    }

    private ReleaseFacts facts(Unpacked unpacked, String agent, PackageSource source) throws IOException, JobException {
        var names = Stream.of(agent, unpacked.facts().name())
                .filter(name -> name != null && name.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}"))
                .distinct()
                .toList();
        var options = PackagedOptions.read(unpacked.root(), names);
        return new ReleaseFacts(
                PackageVersion.of(
                        source.version(),
                        unpacked.facts().version(),
                        source.urls().get(0)),
                source.checksum().toString(),
                unpacked.format(),
                options,
                new Configuration(options.keep())
                        .digests(unpacked.root(), unpacked.facts().configuration()),
                executable(unpacked, names));
    }

    private String executable(Unpacked unpacked, List<String> names) throws IOException {
        var found = new ExecutableSearch(unpacked.root()).find(names, !unpacked.rooted());
        if (found.isEmpty()) {
            return null;
        }
        Path program = unpacked.root().resolve(found.get());
        try (var in = Files.newInputStream(program)) {
            host.checkProgram(in.readNBytes(Architecture.ELF_HEAD), "the package's program " + found.get());
        }
        return found.get().toString();
    }

    /** Deletes everything but releases. */
    private void cleanUp(AgentDirectory directory, PackageSource source) {
        try {
            fetcher.forget(directory.agent(), source);
            Deletion.delete(directory.staging());
            deleteIfEmpty(directory.releases());
            deleteIfEmpty(directory.path());
        } catch (IOException e) {
            LOG.warn("Leftovers of a download or of unpacking {} are deleted at the next start", directory.path(), e);
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("Keeping {}", directory, e);
        }
    }
}
