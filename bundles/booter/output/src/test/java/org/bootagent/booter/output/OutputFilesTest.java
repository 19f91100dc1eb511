package org.bootagent.booter.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
    private static final String JOB = "00000000-0000-0000-0000-000000000001";
    private static final String OTHER = "00000000-0000-0000-0000-000000000002";

    @TempDir
    Path home;

    private OutputFiles files;

    @BeforeEach
    void open() {
        files = new OutputFiles(home.resolve("output"), 20, 40);
    }

    private long append(long offset, String text) throws IOException {
        return files.append(JOB, offset, text.getBytes(StandardCharsets.UTF_8));
    }

    private String text() throws IOException {
        return new String(files.read(JOB, 0, 100), StandardCharsets.UTF_8);
    }

    @Test
    void growsAtItsEnd() throws IOException {
        assertThat(append(0, "")).isZero();
        assertThat(files.length(JOB)).isZero();
        assertThat(append(0, "one")).isEqualTo(3);
        assertThat(append(3, "two")).isEqualTo(6);
        assertThat(text()).isEqualTo("onetwo");
        assertThat(files.read(JOB, 4, 1)).asString(StandardCharsets.UTF_8).isEqualTo("w");
        assertThat(files.read(JOB, 6, 1)).isEmpty();
        assertThat(files.read(JOB, -1, 1)).isEmpty();
        assertThat(files.read(OTHER, 0, 1)).isEmpty();
    }

    @Test
    void takesNothingTwiceAndNothingBehindAGap() throws IOException {
        append(0, "onetwo");
        assertThat(append(0, "one")).isEqualTo(6);
        assertThat(append(3, "twothree")).isEqualTo(11);
        assertThat(append(12, "four")).isEqualTo(11);
        assertThat(append(0, "")).isEqualTo(11);
        assertThat(text()).isEqualTo("onetwothree");
    }

    @Test
    void dropsWhatIsTooMuch() throws IOException {
        assertThat(append(0, "0123456789012345")).isEqualTo(16);
        assertThat(append(16, "abcdefgh")).isEqualTo(24);
        assertThat(append(24, "more")).isEqualTo(28);
        assertThat(text()).isEqualTo("0123456789012345abcd");
    }

    @Test
    void aDiskThatFailsIsNoLoss() throws IOException {
        Files.writeString(home.resolve("output"), "in the way");
        assertThatThrownBy(() -> append(0, "one")).isInstanceOf(IOException.class);
        Files.delete(home.resolve("output"));
        assertThat(append(0, "one")).isEqualTo(3);
    }

    @Test
    void goesWithItsJob() throws IOException {
        append(0, "0123456789");
        Path foreign = Files.writeString(home.resolve("output").resolve("foreign"), "not ours");

        files.prune(job -> false);
        assertThat(text()).hasSize(10);
        files.prune(job -> true);
        assertThat(files.length(JOB)).isZero();
        assertThat(foreign).exists();
    }

    @Test
    void theOldestMakeRoomAsSoonAsAllAreTooMuch() throws IOException {
        for (int i = 1; i <= 4; i++) {
            files.append(name(i), 0, new byte[10]);
            files.makeRoom();
            Files.setLastModifiedTime(home.resolve("output").resolve(name(i)), FileTime.from(Instant.ofEpochSecond(i)));
        }
        assertThat(there()).as("40 of 40 bytes").containsExactly(1, 2, 3, 4);

        files.append(name(5), 0, new byte[1]);
        files.makeRoom();
        assertThat(there()).as("no more than 36").containsExactly(2, 3, 4, 5);

        files.append(name(5), 1, new byte[10]);
        files.makeRoom();
        assertThat(there()).as("what was freed counts").containsExactly(3, 4, 5);
    }

    @Test
    void whatIsThereFromBeforeCounts() throws IOException {
        files.append(name(1), 0, new byte[20]);
        files.append(name(2), 0, new byte[20]);
        Files.setLastModifiedTime(home.resolve("output").resolve(name(1)), FileTime.from(Instant.EPOCH));

        files = new OutputFiles(home.resolve("output"), 20, 40);
        files.prune(job -> false);
        files.append(name(3), 0, new byte[1]);
        files.makeRoom();
        assertThat(there()).containsExactly(2, 3);
    }

    private static String name(int number) {
        return JOB.substring(0, JOB.length() - 1) + number;
    }

    private List<Integer> there() {
        return IntStream.rangeClosed(1, 9)
                .filter(number -> Files.exists(home.resolve("output").resolve(name(number))))
                .boxed()
                .toList();
    }

    @Test
    void namesNoOtherFile() throws IOException {
        Files.createDirectories(home.resolve("output"));
        Files.writeString(home.resolve("secret"), "secret");
        assertThat(OutputFiles.isName("../secret")).isFalse();
        assertThat(OutputFiles.isName(null)).isFalse();
        assertThat(files.read("../secret", 0, 100)).isEmpty();
    }
}
