package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KilledCommitTest {
    private static final int KILLS = 10;
    private static final int SIGKILL = 128 + 9;

    @TempDir
    Path home;

    @Test
    @Timeout(300)
    void hasWhatWasAcknowledgedWheneverItIsKilled() throws Exception {
        var random = new Random(20260101);
        long acknowledged = 0;
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            Process committer = start();
            try (BufferedReader out = committer.inputReader()) {
                acknowledged = skip(out, 1 + random.nextInt(20), acknowledged);
                // Somewhere within the next commit, which takes well under a millisecond to a few.
                long until = System.nanoTime() + random.nextInt(3_000_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                // Not the process's own method: that would close the pipe with what is still in it.
                committer.toHandle().destroyForcibly();
                killed += committer.waitFor() == SIGKILL ? 1 : 0;
                acknowledged = skip(out, Integer.MAX_VALUE, acknowledged);
            }
            long found =
                    MetafileFile.open(home).read(Counter.SECTION).orElseThrow().value();
            assertThat(found).as("kill %d", i).isBetween(acknowledged, acknowledged + 1);
        }
        assertThat(killed).isEqualTo(KILLS);
        assertThat(home.toFile().list((directory, name) -> name.contains("damaged")))
                .isEmpty();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committer.class.getName(),
                        home.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long skip(BufferedReader out, int lines, long last) throws IOException {
        long seen = last;
        for (int i = 0; i < lines; i++) {
            String line = out.readLine();
            if (line == null) {
                return seen;
            }
            seen = Long.parseLong(line);
        }
        return seen;
    }
}
