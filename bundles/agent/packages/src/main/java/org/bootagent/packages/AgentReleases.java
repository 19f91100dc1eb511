package org.bootagent.packages;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.bootagent.api.packages.Checksum;
import org.bootagent.api.packages.Release;
import org.bootagent.packages.AgentDirectory.Link;
import org.bootagent.packages.files.Deletion;
import org.bootagent.packages.files.Durable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Releases of one agent, and which of them is current. Every change is one rename, so a crash between two of them leaves a regular state. */
final class AgentReleases {
    private static final Logger LOG = LoggerFactory.getLogger(AgentReleases.class);

    private final AgentDirectory directory;

    AgentReleases(AgentDirectory directory) {
        this.directory = directory;
    }

    Optional<Release> current() throws IOException {
        return at(directory.current());
    }

    /** Returns the previous release. A crash in a switch may leave both links on one release, which is not previous to itself. */
    Optional<Release> previous() throws IOException {
        var current = directory.current().id();
        return at(directory.previous()).filter(release -> !current.equals(Optional.of(release.id())));
    }

    /** Finds the release of exactly this package, and of this version if one is given. */
    Optional<Release> find(Checksum checksum, String version) throws IOException {
        for (String id : directory.ids()) {
            var release = read(id);
            if (release.isPresent()
                    && release.get().checksum().equals(checksum)
                    && (version == null || version.equals(release.get().version()))) {
                return release;
            }
        }
        return Optional.empty();
    }

    /** Makes a finished tree a release. */
    Release publish(Path tree, ReleaseFacts facts) throws IOException {
        Path path = directory.release(id(facts));
        // It can only be there without its facts, or without files of its own, so its content is unknown.
        trash(path);
        try {
            facts.write(directory.facts(id(facts)));
            Durable.syncTree(tree);
            Durable.rename(tree, path);
            // Directories that were there may be of a run that was killed before it had synced them.
            Durable.sync(directory.path());
            Durable.sync(directory.path().getParent());
        } catch (IOException e) {
            Files.deleteIfExists(directory.facts(id(facts)));
            throw e;
        }
        return facts.release(directory.agent(), path);
    }

    void activate(String id) throws IOException {
        var current = directory.current().id();
        if (current.equals(Optional.of(id))) {
            return;
        }
        if (current.isPresent()) {
            directory.previous().pointTo(current.get());
        }
        directory.current().pointTo(id);
    }

    /** See {@link CarryOver}. */
    List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration) throws IOException {
        Path facts = directory.facts(from.id());
        if (!Files.isDirectory(from.directory()) || !Files.isDirectory(to.directory()) || !Files.exists(facts)) {
            return List.of();
        }
        return new CarryOver(
                        from.directory(),
                        to.directory(),
                        Files.getLastModifiedTime(facts),
                        ReleaseFacts.read(facts).configuration(),
                        new Configuration(keep),
                        configuration)
                .run();
    }

    Optional<Release> rollback() throws IOException {
        var previous = at(directory.previous());
        if (previous.isPresent()) {
            directory.current().pointTo(previous.get().id());
            directory.previous().delete();
        }
        return previous;
    }

    /** Deletes a release unless it is current or previous. */
    void discard(String id) throws IOException {
        if (isLinked(id)) {
            return;
        }
        // The tree goes first: a release without its facts would be unknown.
        trash(directory.release(id));
        Files.deleteIfExists(directory.facts(id));
    }

    /** Deletes all releases but the current one, the previous one and this many others, the newest. */
    void prune(int others) throws IOException {
        var newestFirst = new TreeMap<FileTime, List<String>>(Comparator.reverseOrder());
        for (String id : directory.ids()) {
            if (!isLinked(id)) {
                newestFirst
                        .computeIfAbsent(published(id), time -> new ArrayList<>())
                        .add(id);
            }
        }
        var surplus =
                newestFirst.values().stream().flatMap(List::stream).skip(others).toList();
        for (String id : surplus) {
            discard(id);
        }
    }

    /** Returns the time of publication, which for an incomplete release is long ago. */
    private FileTime published(String id) throws IOException {
        try {
            return Files.getLastModifiedTime(directory.facts(id));
        } catch (NoSuchFileException e) {
            return FileTime.fromMillis(0);
        }
    }

    private boolean isLinked(String id) throws IOException {
        return directory.current().id().equals(Optional.of(id))
                || directory.previous().id().equals(Optional.of(id));
    }

    /** Moves away what a crash has left: unfinished trees, unfinished deletions, facts without a release. Returns paths to delete. */
    List<Path> putAsideLeftovers() throws IOException {
        var leftovers = new ArrayList<Path>();
        if (!Files.isDirectory(directory.releases(), LinkOption.NOFOLLOW_LINKS)) {
            return leftovers;
        }
        try (var found = Files.newDirectoryStream(directory.releases(), ".*")) {
            for (Path leftover : found) {
                leftovers.add(putAside(leftover));
            }
        }
        for (String id : directory.ids()) {
            if (!Files.isDirectory(directory.release(id))) {
                Files.deleteIfExists(directory.facts(id));
            }
        }
        return leftovers;
    }

    /** Moves a leftover to a name of its own, because the next unpacking uses the old name. */
    private Path putAside(Path leftover) throws IOException {
        Path aside = directory.releases().resolve(AgentDirectory.TRASH + UUID.randomUUID());
        return Files.move(leftover, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<Release> at(Link link) throws IOException {
        var id = link.id();
        return id.isEmpty() ? Optional.empty() : read(id.get());
    }

    private Optional<Release> read(String id) throws IOException {
        Path path = directory.release(id);
        if (!Files.isDirectory(path) || !Files.exists(directory.facts(id))) {
            return Optional.empty();
        }
        try {
            var release = ReleaseFacts.read(directory.facts(id)).release(directory.agent(), path);
            return Objects.equals(release.id(), id) ? Optional.of(release) : Optional.empty();
        } catch (JacksonException e) {
            LOG.warn("{} is damaged, so release {} is ignored; install it again", directory.facts(id), id, e);
            return Optional.empty();
        }
    }

    private void trash(Path path) throws IOException {
        Path trash = directory.releases().resolve(AgentDirectory.TRASH + path.getFileName());
        Deletion.delete(trash);
        if (Files.exists(path)) {
            Durable.rename(path, trash);
            Deletion.delete(trash);
        }
    }

    private static String id(ReleaseFacts facts) {
        return facts.version() + "-" + Checksum.parse(facts.checksum()).abbreviated();
    }
}
