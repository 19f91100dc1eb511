package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bootagent.packages.files.Durable;

/**
 * Where an agent's releases are.
 *
 * <pre>
 * agents/&lt;name&gt;/releases/&lt;id&gt;/       a release
 * agents/&lt;name&gt;/releases/&lt;id&gt;.json   what is known of it; there before the release is
 * agents/&lt;name&gt;/releases/.staging/   a release that is being unpacked
 * agents/&lt;name&gt;/current, previous    links to releases/&lt;id&gt;
 * </pre>
 */
record AgentDirectory(Path path) {
    /** Prefix of names that are being deleted; no agent and no release can have it. */
    static final String TRASH = ".trash~";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Path RELEASES = Path.of("releases");
    private static final String FACTS = ".json";

    static AgentDirectory of(Path agents, String agent) {
        if (!NAME.matcher(agent).matches()) {
            throw new IllegalArgumentException("'" + agent + "' is no name of an agent");
        }
        return new AgentDirectory(agents.resolve(agent));
    }

    String agent() {
        return path.getFileName().toString();
    }

    Path releases() {
        return path.resolve(RELEASES);
    }

    Path staging() {
        return releases().resolve(".staging");
    }

    Path release(String id) {
        return releases().resolve(id);
    }

    Path facts(String id) {
        return releases().resolve(id + FACTS);
    }

    Link current() {
        return new Link(path.resolve("current"));
    }

    Link previous() {
        return new Link(path.resolve("previous"));
    }

    /** Returns the ids of all releases, known or present. */
    List<String> ids() throws IOException {
        if (!Files.isDirectory(releases())) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(releases())) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .map(name -> name.endsWith(FACTS) ? name.substring(0, name.length() - FACTS.length()) : name)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** One of the two links. */
    record Link(Path path) {
        /** Returns the id of the release that it points to. */
        Optional<String> id() throws IOException {
            if (!Files.isSymbolicLink(path)) {
                return Optional.empty();
            }
            Path target = Files.readSymbolicLink(path);
            return target.getNameCount() == 2 && Objects.equals(target.getParent(), RELEASES)
                    ? Optional.of(target.getFileName().toString())
                    : Optional.empty();
        }

        void pointTo(String id) throws IOException {
            Durable.link(path, RELEASES.resolve(id));
        }

        void delete() throws IOException {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(path);
                Durable.sync(path.getParent());
            }
        }
    }
}
