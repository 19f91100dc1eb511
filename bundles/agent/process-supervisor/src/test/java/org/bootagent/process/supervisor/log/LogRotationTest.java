package org.bootagent.process.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.script.KeptOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRotationTest {
    private static final long KIB = 1024;

    @TempDir
    Path directory;

    private final Optional<String> fallocate =
            SystemCommands.find(System.getenv()).fallocate();
    private Path log;

    @BeforeEach
    void log() {
        log = directory.resolve("a.log");
    }

    @Test
    void leavesASmallLogAlone() throws Exception {
        write(100 * KIB);
        new LogRotation(100 * KIB, 3, fallocate).rotate(log);
        assertThat(parts()).containsExactly(log);
    }

    @Test
    void movesTheOldestPartAndKeepsEveryByte() throws Exception {
        write(350 * KIB);
        var before = Files.readAllBytes(log);
        new LogRotation(100 * KIB, 9, fallocate).rotate(log);
        assertThat(parts()).hasSize(4).allMatch(part -> part.toFile().length() <= 100 * KIB);
        assertThat(allParts()).isEqualTo(before);
    }

    @Test
    void keepsSoManyParts() throws Exception {
        write(1000 * KIB);
        new LogRotation(100 * KIB, 3, fallocate).rotate(log);
        assertThat(parts()).hasSize(4);
        var end = new String(allParts(), StandardCharsets.US_ASCII);
        assertThat(end).hasSizeGreaterThan(300 * 1024).endsWith(String.format("%015d\n", 1000 * KIB / 16 - 1));
    }

    @Test
    void losesNothingOfAWriterThatDoesNotPause() throws Exception {
        var rotation = new LogRotation(1024 * KIB, 1000, fallocate);
        Files.createFile(log);
        var writer = new ProcessBuilder("sh", "-c", "exec seq -f %015.0f 0 2000000 >>\"$0\"", log.toString()).start();
        try {
            int rotated = 0;
            while (writer.isAlive()) {
                rotation.rotate(log);
                rotated++;
            }
            assertThat(writer.exitValue()).isZero();
            assertThat(rotated).isGreaterThan(3);
            assertThat(parts()).hasSizeGreaterThan(3);
            assertIsSequence(2000000);
        } finally {
            writer.destroyForcibly();
        }
    }

    /** The writer is as fast as the disk, faster than we can copy. Only the oldest part is thrown away, nothing in between. */
    @Test
    void keepsAGaplessEndOfAWriterThatIsFasterThanWe() throws Exception {
        int last = 30_000_000;
        var rotation = new LogRotation(1024 * KIB, 3, fallocate);
        Files.createFile(log);
        var writer = new ProcessBuilder("sh", "-c", "exec seq 1 " + last + " >>\"$0\"", log.toString()).start();
        try {
            while (writer.isAlive()) {
                rotation.rotate(log);
            }
        } finally {
            writer.destroyForcibly();
        }
        rotation.rotate(log);
        var kept = new KeptOutput(log);
        assertThat(kept.bytes()).isBetween(3 * 1024 * KIB, 4 * 1024 * KIB);
        assertThat(kept.lastOfGaplessSequence()).isEqualTo(last);
    }

    @Test
    void copiesAndTruncatesWhereNothingCanBeCutOut() throws Exception {
        write(350 * KIB);
        var before = Files.readAllBytes(log);
        new LogRotation(100 * KIB, 3, Optional.empty()).rotate(log);
        assertThat(parts()).hasSize(4).allMatch(part -> part.toFile().length() <= 200 * KIB);
        assertThat(Files.size(log)).isZero();
        assertThat(allParts()).isEqualTo(before);
    }

    @Test
    void keepsNoMoreThanItsPartsWhereNothingCanBeCutOut() throws Exception {
        for (int i = 0; i < 3; i++) {
            write(1000 * KIB);
            new LogRotation(100 * KIB, 3, Optional.empty()).rotate(log);
        }
        assertThat(parts()).hasSize(4);
        assertThat(allParts()).hasSize(400 * 1024);
        assertThat(new String(allParts(), StandardCharsets.US_ASCII))
                .endsWith(String.format("%015d\n", 1000 * KIB / 16 - 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHugeHoleInALogTakesNoRoomAndNoTime(boolean cuts) throws Exception {
        write(150 * KIB);
        long huge = 256L << 30;
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(huge);
            file.seek(huge - 300 * KIB);
            file.writeBytes("in between\n");
            file.setLength(huge);
        }
        new LogRotation(100 * KIB, 3, cuts ? fallocate : Optional.empty()).rotate(log);
        assertThat(allParts()).hasSizeBetween(300 * 1024, 400 * 1024);
        assertThat(new String(allParts(), StandardCharsets.US_ASCII)).contains("in between\n");
        assertThat(allocated()).isLessThan(100 * KIB);
    }

    private long allocated() throws IOException {
        var du = new ProcessBuilder("du", "-sk", directory.toString()).start();
        return Long.parseLong(
                        new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\t", -1)[0])
                * KIB;
    }

    @Test
    void anAppendingWriterGoesOnAfterTheTruncation() throws Exception {
        var writer = new ProcessBuilder("sh", "-c", "exec >>\"$0\"; seq 100000; read -r go; echo after", log.toString())
                .start();
        await().until(() -> Files.exists(log) && Files.readString(log).endsWith("100000\n"));
        new LogRotation(100 * KIB, 3, Optional.empty()).rotate(log);
        writer.outputWriter().append("go\n").close();
        assertThat(writer.waitFor()).isZero();
        assertThat(Files.readString(log)).isEqualTo("after\n");
    }

    @Test
    void dropsACopyThatWasNotYetCutOut() throws Exception {
        write(350 * KIB);
        var before = Files.readAllBytes(log);
        Files.write(directory.resolve("a.log.partial"), Arrays.copyOf(before, 5000));
        new LogRotation(100 * KIB, 9, fallocate).rotate(log);
        assertThat(allParts()).isEqualTo(before);
    }

    @Test
    void keepsACopyThatWasCutOut() throws Exception {
        write(50 * KIB);
        Files.writeString(directory.resolve("a.log.partial"), "what was before\n");
        new LogRotation(100 * KIB, 9, fallocate).rotate(log);
        assertThat(Files.readString(directory.resolve("a.log.1"))).isEqualTo("what was before\n");
    }

    private void write(long bytes) throws IOException {
        var text = new StringBuilder();
        for (long i = 0; i < bytes / 16; i++) {
            text.append(String.format("%015d\n", i));
        }
        Files.writeString(log, text);
    }

    private List<Path> parts() {
        return new KeptOutput(log).parts();
    }

    private byte[] allParts() throws IOException {
        try (var all = new KeptOutput(log).open()) {
            return all.readAllBytes();
        }
    }

    private void assertIsSequence(int last) throws IOException {
        try (var lines =
                new BufferedReader(new InputStreamReader(new KeptOutput(log).open(), StandardCharsets.US_ASCII))) {
            int expected = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Integer.parseInt(line) != expected) {
                    assertThat(line).isEqualTo(String.format("%015d", expected));
                }
                expected++;
            }
            assertThat(expected).isEqualTo(last + 1);
        }
    }
}
