package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.metafile.store.WatchedCommits.Mutant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetafileRecoveryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-08T09:10:11Z"), ZoneOffset.UTC);

    @TempDir
    Path home;

    private Path current;
    private Path previous;

    @BeforeEach
    void twoGenerations() {
        current = home.resolve("metafile.json");
        previous = home.resolve("metafile.json.previous");
        var metafile = MetafileFile.open(home);
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(1)));
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(2)));
    }

    @Test
    void usesThePreviousGenerationWhereverTheFileWasTorn() throws IOException {
        byte[] whole = Files.readAllBytes(current);
        byte[] before = Files.readAllBytes(previous);
        for (int length = 0; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            Files.write(current, torn);
            Files.write(previous, before);

            assertThat(MetafileFile.peek(home)
                            .orElseThrow()
                            .get("counter")
                            .get("value")
                            .asLong())
                    .as("peek at %d bytes", length)
                    .isEqualTo(1);
            assertThat(open().read(Counter.SECTION)).as("%d bytes", length).contains(Counter.of(1));
            Path aside =
                    home.resolve("metafile.json.damaged-20260708T091011Z" + (length == 0 ? "" : "-" + (length + 1)));
            assertThat(aside).hasBinaryContent(torn);
            assertThat(current).doesNotExist();
        }
    }

    @Test
    void noticesEveryFlippedBit() throws IOException {
        byte[] whole = Files.readAllBytes(current);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(current, flipped);
            var read = MetafileFile.peek(home)
                    .orElseThrow()
                    .get("counter")
                    .get("value")
                    .asLong();
            // A flip in the generation's number, or in an unread name, leaves the sections whole.
            assertThat(List.of(1L, 2L)).as("byte %d", i).contains(read);
        }
    }

    @Test
    void losesNothingOfAFileOfWhichAnyBitIsFlipped() throws IOException {
        byte[] whole = Files.readAllBytes(current);
        byte[] before = Files.readAllBytes(previous);
        int setAside = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(current, flipped);
            Files.write(previous, before);

            long read = MetafileFile.open(home, new CarelessDisk(Mutant.NO_DIRECTORY_SYNC), CLOCK)
                    .read(Counter.SECTION)
                    .orElseThrow()
                    .value();

            assertThat(previous).as("bit %d", bit).hasBinaryContent(before);
            if (read == 2) {
                assertThat(current).as("bit %d", bit).hasBinaryContent(flipped);
            } else {
                assertThat(read).as("bit %d", bit).isEqualTo(1);
                Path aside = home.resolve("metafile.json.damaged-20260708T091011Z");
                assertThat(aside).as("bit %d", bit).hasBinaryContent(flipped);
                Files.delete(aside);
                setAside++;
            }
        }
        // All but those in the generation's number, in which every bit may be another digit.
        assertThat(setAside).isGreaterThan(8 * whole.length - 9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\0\0\0\0",
                "{\"hello\":\"world\"}",
                "{\"schema\":1,\"generation\":3,\"sections\":{}}",
                "{\"schema\":1,\"generation\":3,\"checksum\":\"SHA256:00\",\"sections\":{}}",
                "{\"schema\":2,\"generation\":3,\"checksum\":\"SHA256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"sections\":{}}",
                "{\"schema\":1,\"generation\":3,\"checksum\":\"SHA256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"sections\":[]}",
                "{\"schema\":1,\"generation\":3,\"checksum\":\"SHA256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"sections\":{}} {}"
            })
    void setsAsideAForeignFileAndGoesOnWithThePrevious(String foreign) throws IOException {
        Files.writeString(current, foreign);
        var metafile = open();
        assertThat(metafile.read(Counter.SECTION)).contains(Counter.of(1));
        assertThat(home.resolve("metafile.json.damaged-20260708T091011Z")).hasContent(foreign);

        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(3)));
        assertThat(open().read(Counter.SECTION)).contains(Counter.of(3));
    }

    @Test
    void acceptsAnEmptyFileOfItsOwn() throws IOException {
        Files.writeString(
                current,
                "{\"schema\":1,\"generation\":3,\"checksum\":\"SHA256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"sections\":{}}");
        assertThat(open().read(Counter.SECTION)).isEmpty();
        assertThat(current).exists();
    }

    @Test
    void usesThePreviousGenerationWhenTheCurrentIsMissing() throws IOException {
        Files.delete(current);
        var metafile = open();
        assertThat(metafile.read(Counter.SECTION)).contains(Counter.of(1));
        assertThat(previous).exists();
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(3)));
        assertThat(open().read(Counter.SECTION)).contains(Counter.of(3));
    }

    @Test
    void isAFirstStartWhenBothAreDamagedButKeepsThem() throws IOException {
        Files.writeString(current, "a");
        Files.writeString(previous, "b");
        assertThat(open().read(Counter.SECTION)).isEmpty();
        assertThat(home.resolve("metafile.json.damaged-20260708T091011Z")).hasContent("a");
        assertThat(home.resolve("metafile.json.damaged-20260708T091011Z-2")).hasContent("b");
    }

    @Test
    void isNoFirstStartWhenTheFileCannotBeRead() throws IOException {
        Files.delete(current);
        Files.createDirectory(current);
        assertThatThrownBy(this::open)
                .isInstanceOf(MetafileException.class)
                .hasMessageContaining(current.toString())
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> MetafileFile.peek(home)).isInstanceOf(MetafileException.class);
        assertThat(current).isDirectory();
    }

    @Test
    void deletesTheTemporariesOfACommitThatWasCutOff() throws IOException {
        Path temporary = Files.writeString(home.resolve("metafile.json.tmp-3"), "half");
        assertThat(open().read(Counter.SECTION)).contains(Counter.of(2));
        assertThat(temporary).doesNotExist();
    }

    @Test
    void peekChangesNothing() throws IOException {
        Files.writeString(current, "torn");
        Files.writeString(home.resolve("metafile.json.tmp-3"), "half");
        assertThat(MetafileFile.peek(home)).isPresent();
        try (var files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("metafile.json", "metafile.json.previous", "metafile.json.tmp-3");
        }
        assertThat(MetafileFile.peek(home.resolve("nowhere"))).isEmpty();
    }

    private MetafileFile open() {
        return MetafileFile.open(home, new DiskOperations(), CLOCK);
    }
}
