package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.bootagent.api.packages.Release;
import org.bootagent.testing.FakeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasesTest {
    @TempDir
    Path directory;

    private Home home;

    @BeforeEach
    void open() {
        home = new Home(directory.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Path tar(String version) throws IOException {
        Path file = directory.resolve("agent-" + version + ".tar");
        return Files.write(
                file,
                new Tars()
                        .program("agent-" + version + "/bin/agent")
                        .file("agent-" + version + "/README", version)
                        .bytes());
    }

    @Test
    void stagesBesideWhatIsThereAndSwitchesNothing() throws Exception {
        var release = home.stage(tar("1.2.3"));

        assertThat(release.version()).isEqualTo("1.2.3");
        assertThat(release.directory())
                .isEqualTo(home.agents().resolve("agent/releases").resolve(release.id()));
        assertThat(release.directory().resolve("README")).hasContent("1.2.3");
        assertThat(release.executable()).containsExactly(release.directory() + "/bin/agent");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(release.directory())))
                .isEqualTo("rwxr-xr-x");
        assertThat(home.store.current("agent")).isEmpty();
        assertThat(home.everything())
                .containsExactly(
                        "agents/agent",
                        "agents/agent/releases",
                        "agents/agent/releases/" + release.id(),
                        "agents/agent/releases/" + release.id() + ".json",
                        "agents/agent/releases/" + release.id() + "/README",
                        "agents/agent/releases/" + release.id() + "/bin",
                        "agents/agent/releases/" + release.id() + "/bin/agent");
    }

    @Test
    void returnsAReleaseThatIsThereWithoutFetchingIt() throws Exception {
        Path file = tar("1.0");
        var source = Home.source(file);
        var first = home.stage(file);
        Files.delete(file);

        assertThat(home.store.stage("agent", source, FakeContext.first())).isEqualTo(first);
    }

    @Test
    void unpacksAgainWhatACrashLeftHalfDone() throws Exception {
        var release = home.stage(tar("1.0"));
        Files.delete(home.agents().resolve("agent/releases/" + release.id() + ".json"));
        Files.delete(release.directory().resolve("README"));
        Files.createDirectories(home.agents().resolve("agent/releases/.staging/tree/x"));

        assertThat(home.stage(tar("1.0"))).isEqualTo(release);
        assertThat(release.directory().resolve("README")).exists();
        assertThat(home.everything()).noneMatch(path -> path.contains(".staging"));
    }

    @Test
    void switchesBackAndForth() throws Exception {
        var one = home.stage(tar("1"));
        var two = home.stage(tar("2"));

        home.store.activate(one);
        assertThat(home.store.previous("agent")).isEmpty();
        home.store.activate(two);
        home.store.activate(two);
        assertThat(home.store.current("agent")).contains(two);
        assertThat(home.store.previous("agent")).contains(one);
        assertThat(Files.readSymbolicLink(home.agents().resolve("agent/current")))
                .isEqualTo(Path.of("releases", two.id()));

        assertThat(home.store.rollback("agent")).contains(one);
        assertThat(home.store.current("agent")).contains(one);
        assertThat(home.store.previous("agent")).isEmpty();
        assertThat(home.store.rollback("agent")).isEmpty();
    }

    @Test
    void finishesASwitchThatACrashCutInTwo() throws Exception {
        var one = home.stage(tar("1"));
        var two = home.stage(tar("2"));
        home.store.activate(one);
        // The state of an activation that is cut between its two renames.
        Files.createSymbolicLink(home.agents().resolve("agent/previous"), Path.of("releases", one.id()));

        assertThat(home.store.previous("agent")).isEmpty();
        home.store.activate(two);
        assertThat(home.store.current("agent")).contains(two);
        assertThat(home.store.previous("agent")).contains(one);
    }

    @Test
    void prunesAllButCurrentAndPreviousAndTheNewestOfTheOthers() throws Exception {
        Release[] releases = {home.stage(tar("1")), home.stage(tar("2")), home.stage(tar("3")), home.stage(tar("4"))};
        for (int i = 0; i < releases.length; i++) {
            home.store.activate(releases[i]);
            var facts = home.agents().resolve("agent/releases/" + releases[i].id() + ".json");
            Files.setLastModifiedTime(facts, FileTime.from(Instant.EPOCH.plusSeconds(i)));
        }
        home.store.discard(releases[2]);
        home.store.discard(releases[3]);
        home.store.prune("agent");

        assertThat(releases[0].directory()).doesNotExist();
        assertThat(releases[1].directory()).exists();
        assertThat(releases[2].directory()).exists();
        assertThat(releases[3].directory()).exists();
        assertThat(home.everything()).noneMatch(path -> path.contains(releases[0].id()));
    }

    @Test
    void removesEverythingButFollowsNoLink() throws Exception {
        var release = home.stage(tar("1"));
        home.store.activate(release);
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("keep"), "me");
        Files.createSymbolicLink(home.agents().resolve("agent/data"), outside);

        assertThat(home.store.remove("agent")).isTrue();
        assertThat(home.store.remove("agent")).isFalse();
        assertThat(home.everything()).isEmpty();
        assertThat(outside.resolve("keep")).hasContent("me");
    }

    @Test
    void sweepsWhatCrashesLeft() throws Exception {
        var release = home.stage(tar("1"));
        Path releases = home.agents().resolve("agent/releases");
        Files.createDirectories(releases.resolve(".staging/tree/bin"));
        Files.createDirectories(releases.resolve(AgentDirectory.TRASH + "0-abc/bin"));
        Files.createDirectories(home.agents().resolve(AgentDirectory.TRASH + "gone/releases"));
        Files.writeString(releases.resolve("9-abcdefabcdef.json"), "{}");
        Path old = Files.writeString(home.path.resolve("tmp/old-abc.part"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Files.writeString(home.path.resolve("tmp/young-abc.part"), "x");

        home.sweep();

        assertThat(home.everything())
                .containsExactly(
                        "agents/agent",
                        "agents/agent/releases",
                        "agents/agent/releases/" + release.id(),
                        "agents/agent/releases/" + release.id() + ".json",
                        "agents/agent/releases/" + release.id() + "/README",
                        "agents/agent/releases/" + release.id() + "/bin",
                        "agents/agent/releases/" + release.id() + "/bin/agent",
                        "tmp/young-abc.part");
    }

    @Test
    void takesAReleaseWithDamagedFactsAsNotThere() throws Exception {
        var release = home.stage(tar("1"));
        home.store.activate(release);
        Files.writeString(home.agents().resolve("agent/releases/" + release.id() + ".json"), "{\"version\":");

        assertThat(home.store.current("agent")).isEmpty();
        assertThat(home.stage(tar("1"))).isEqualTo(release);
        assertThat(home.store.current("agent")).contains(release);
    }
}
