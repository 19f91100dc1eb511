package org.bootagent.booter.http.api.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.api.packages.Checksum;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageFilesTest {
    /** Checksum of "one". */
    private static final Checksum ONE =
            new Checksum("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");

    @TempDir
    private Path home;

    private Path directory;
    private PackageFiles packages;

    @BeforeEach
    void open() throws Exception {
        directory = home.resolve("packages");
        packages = new PackageFiles(directory, 100);
    }

    @Test
    void keepsWhatIsPushed() throws Exception {
        var pushed = put("a-1.0+2~rc_3.deb", "one", false);
        assertThat(pushed.outcome()).isEqualTo(PackageFiles.Outcome.CREATED);
        assertThat(pushed.file()).isEqualTo(new PackageFile("a-1.0+2~rc_3.deb", 3, ONE));
        assertThat(packages.list()).containsExactly(pushed.file());
        assertThat(new PackageFiles(directory, 100).find("a-1.0+2~rc_3.deb")).contains(pushed.file());
        assertThat(directory.resolve("a-1.0+2~rc_3.deb")).hasContent("one");
        assertNothingStaged();
    }

    @Test
    void takesTheSameContentAgain() throws Exception {
        put("a", "one", false);
        assertThat(put("a", "one", false).outcome()).isEqualTo(PackageFiles.Outcome.UNCHANGED);
        assertNothingStaged();
    }

    @Test
    void replacesOtherContentOnlyOnRequest() throws Exception {
        put("a", "one", false);
        var problem = problem(() -> put("a", "two", false));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains("?replace=true");
        assertThat(directory.resolve("a")).hasContent("one");
        assertThat(put("a", "two", true).outcome()).isEqualTo(PackageFiles.Outcome.REPLACED);
        assertThat(directory.resolve("a")).hasContent("two");
        assertThat(packages.find("a").orElseThrow().checksum()).isNotEqualTo(ONE);
        assertNothingStaged();
    }

    @Test
    void refusesMoreThanItMayHold() throws Exception {
        assertThat(put("a", "x".repeat(100), false).file().size()).isEqualTo(100);
        assertThat(problem(() -> put("b", "x".repeat(101), false)).status()).isEqualTo(413);
        assertThat(packages.find("b")).isEmpty();
        assertNothingStaged();
    }

    @Test
    void keepsNothingOfABodyThatBreaksOff() throws Exception {
        try (var upload = packages.begin("a", -1)) {
            upload.write(bytes("one"), 3);
        }
        assertThat(packages.list()).isEmpty();
        assertNothingStaged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-rf", "..", ".index", "../a", "a/b", "a b", "a%3ab", "ä", "a\0", "a\nb"})
    void refusesNamesThatAreNoPlainFileNames(String name) {
        assertThat(problem(() -> put(name, "one", false)).status()).isEqualTo(400);
    }

    @Test
    void boundsTheLengthOfAName() throws Exception {
        put("a".repeat(200), "one", false);
        assertThat(problem(() -> put("a".repeat(201), "one", false)).status()).isEqualTo(400);
    }

    @Test
    void servesAFileThatWasPutThereByHand() throws Exception {
        Files.writeString(directory.resolve("a"), "one");
        assertThat(packages.list()).containsExactly(new PackageFile("a", 3, ONE));
        Files.writeString(directory.resolve("a"), "other");
        assertThat(packages.find("a").orElseThrow().size()).isEqualTo(5);
        assertThat(packages.find("a").orElseThrow().checksum()).isNotEqualTo(ONE);
    }

    @Test
    void readsAFileAgainWhoseNoteIsDamaged() throws Exception {
        put("a", "one", false);
        var note = directory.resolve(".index/a");
        assertThat(Files.readString(note)).endsWith(ONE.hex());
        Files.writeString(
                note, Files.readString(note).replace(ONE.hex(), ONE.hex().substring(1)));
        assertThat(packages.find("a").orElseThrow().checksum()).isEqualTo(ONE);
    }

    @Test
    void doesNotReadAgainWhatItHasNoted() throws Exception {
        put("a", "one", false);
        var note = directory.resolve(".index/a");
        String other = "0".repeat(64);
        Files.writeString(note, Files.readString(note).replace(ONE.hex(), other));
        assertThat(packages.find("a").orElseThrow().checksum().hex()).isEqualTo(other);
    }

    @Test
    void followsNoLinkOutOfTheDirectory() throws Exception {
        Files.writeString(home.resolve("secret"), "one");
        Files.createSymbolicLink(directory.resolve("a"), home.resolve("secret"));
        assertThat(packages.find("a")).isEmpty();
        assertThat(packages.list()).isEmpty();
        assertThat(packages.find("../secret")).isEmpty();
    }

    @Test
    void removesWhatAnEarlierRunWasReceiving() throws Exception {
        Files.createDirectories(directory.resolve(".tmp"));
        Files.writeString(directory.resolve(".tmp/half"), "on");
        new PackageFiles(directory, 100);
        assertNothingStaged();
    }

    @Test
    void aReaderKeepsTheContentItOpened() throws Exception {
        put("a", "one", false);
        try (var opened = packages.open("a").orElseThrow()) {
            put("a", "two", true);
            var content = ByteBuffer.allocate(3);
            opened.content().read(content);
            assertThat(new String(content.array(), StandardCharsets.UTF_8)).isEqualTo("one");
            assertThat(opened.file().checksum()).isEqualTo(ONE);
        }
    }

    @Test
    void removes() throws Exception {
        put("a", "one", false);
        assertThat(packages.remove("a")).isTrue();
        assertThat(packages.remove("a")).isFalse();
        assertThat(packages.list()).isEmpty();
        assertThat(directory.resolve(".index")).isEmptyDirectory();
    }

    private PackageFiles.Pushed put(String name, String content, boolean replace) throws Exception {
        try (var upload = packages.begin(name, -1)) {
            upload.write(bytes(content), bytes(content).length);
            upload.complete();
            return packages.put(name, upload, replace);
        }
    }

    private void assertNothingStaged() {
        assertThat(directory.resolve(".tmp"))
                .satisfiesAnyOf(
                        p -> assertThat(p).isEmptyDirectory(),
                        p -> assertThat(p).doesNotExist());
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }
}
