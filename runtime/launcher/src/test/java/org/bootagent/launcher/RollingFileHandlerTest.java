package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFileHandlerTest {
    @TempDir
    Path directory;

    @Test
    void movesAFullFileAsideAndKeepsAFewOldOnes() throws Exception {
        Path file = directory.resolve("x.log");
        var handler = new RollingFileHandler(file, 1000, 2);
        for (int i = 0; i < 50; i++) {
            handler.publish(new LogRecord(Level.INFO, "record " + i + " " + "x".repeat(80)));
        }
        handler.close();

        assertThat(directory.toFile().list())
                .contains("x.log", "x.log.1", "x.log.2")
                .doesNotContain("x.log.3");
        assertThat(Files.readString(directory.resolve("x.log.1"))).hasSizeBetween(1000, 1400);
    }

    @Test
    void appendsToWhatIsThere() throws Exception {
        Path file = Files.writeString(directory.resolve("x.log"), "before\n");
        var handler = new RollingFileHandler(file, 1000, 2);
        handler.publish(new LogRecord(Level.INFO, "after"));
        handler.close();

        assertThat(Files.readString(file)).startsWith("before\n").contains("after");
    }
}
