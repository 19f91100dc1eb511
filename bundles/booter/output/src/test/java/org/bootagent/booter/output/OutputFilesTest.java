package org.bootagent.booter.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
        files = new OutputFiles(home.resolve("output"), 20);
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
    void goesWithItsJobAndTheOldestMakeRoom() throws IOException {
        append(0, "0123456789");
        files.append(OTHER, 0, new byte[10]);
        Path old = home.resolve("output").resolve(OTHER);
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        Path foreign = Files.writeString(home.resolve("output").resolve("foreign"), "not ours");

        files.prune(job -> false, 20);
        assertThat(old).exists();
        files.prune(job -> false, 19);
        assertThat(old).doesNotExist();
        assertThat(text()).hasSize(10);
        files.prune(job -> true, 20);
        assertThat(files.length(JOB)).isZero();
        assertThat(foreign).exists();
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
