package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.bootagent.packages.files.Deletion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of any depth: an agent may write data deeper than a path or a stack allows. */
class DeepTreeTest {
    private static final int CHUNK = 100;
    private static final int DEPTH = 30_000;

    @TempDir
    Path directory;

    @Test
    void removesAnAgentWithThirtyThousandNestedDirectories() throws Exception {
        try (var home = new Home(directory.resolve("home"))) {
            Path agent = Files.createDirectories(home.agents().resolve("agent"));
            deep(Files.createDirectory(agent.resolve("data")), DEPTH);

            assertThat(home.store.remove("agent")).isTrue();
            assertThat(home.everything()).isEmpty();
        }
    }

    @Test
    void sweepsThemAtTheNextStartToo() throws Exception {
        try (var home = new Home(directory.resolve("home"))) {
            Path trash = Files.createDirectories(home.agents().resolve(AgentDirectory.TRASH + "agent"));
            deep(trash, 5_000);
            Path staging = Files.createDirectories(home.agents().resolve("other/releases/.staging"));
            deep(staging, 1_000);

            home.sweep();

            assertThat(home.everything()).containsExactly("agents/other", "agents/other/releases");
        }
    }

    @Test
    void deletesWhatIsBothDeepAndBroadAndFollowsNoLink() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("keep"), "me");
        Path tree = Files.createDirectory(directory.resolve("tree"));
        for (int i = 0; i < 5; i++) {
            Path branch = tree;
            for (int depth = 0; depth < 90; depth++) {
                branch = Files.createDirectories(branch.resolve("d" + i % (1 + depth % 5)));
                Files.writeString(branch.resolve("file"), "x");
                Files.createDirectories(branch.resolve("twig/.deep~1"));
            }
            Files.createSymbolicLink(branch.resolve("link"), outside);
        }

        assertThat(Deletion.delete(tree)).isTrue();

        assertThat(Files.exists(tree, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(outside.resolve("keep")).hasContent("me");
    }

    /** Builds the tree from the bottom up, because no path is long enough for the other way. */
    private static void deep(Path into, int levels) throws IOException {
        Path top = into.resolveSibling(into.getFileName() + ".building");
        Files.createDirectory(top);
        for (int depth = 0; depth < levels; depth += CHUNK) {
            Path chunk = into.resolveSibling(into.getFileName() + ".chunk");
            Path bottom = chunk;
            for (int i = 1; i < CHUNK; i++) {
                bottom = bottom.resolve("d");
            }
            Files.createDirectories(bottom);
            Files.move(top, bottom.resolve("d"));
            Files.move(chunk, top);
        }
        Files.move(top, into.resolve("d"));
    }
}
