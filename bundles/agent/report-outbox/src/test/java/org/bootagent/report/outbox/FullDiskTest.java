package org.bootagent.report.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobParameters;
import org.bootagent.api.report.JobOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a real small file system; only root can mount one. */
class FullDiskTest {
    @TempDir
    Path small;

    private Spool spool;

    @BeforeEach
    void mount() throws IOException {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString()) == 0, "cannot mount here");
        spool = new Spool(small.resolve("output"), Spool.Caps.DEFAULT);
    }

    @AfterEach
    void unmount() throws IOException {
        run("umount", small.toString());
    }

    @Test
    void keepsASmallOutputInMemoryAndSaysWhereItEnds() throws IOException {
        run("sh", "-c", "cat /dev/zero >" + small.resolve("filler") + " 2>/dev/null");
        Job job = job();
        var output = spool.open(job);
        write(output, "Filesystem 100%\n");
        assertThat(text(job)).isEqualTo("Filesystem 100%\n");
        output.close();
        assertThat(spool.kept(job.key())).hasValueSatisfying(kept -> {
            assertThat(kept.complete()).isTrue();
            assertThat(kept.length()).isEqualTo(16);
        });
        assertThat(output.problem()).isEmpty();
    }

    @Test
    void goesOnInMemoryWhenTheDiskFillsUp() {
        Job job = job();
        var output = spool.open(job);
        String part = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            write(output, part);
        }
        assertThat(text(job)).hasSize(200_000);
        assertThat(output.problem()).isEmpty();
        for (int i = 0; i < 20; i++) {
            write(output, part);
        }
        output.close();
        assertThat(output.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("not kept any further"));
        assertThat(text(job)).hasSizeBetween(250_000, 340_000);
    }

    private static Job job() {
        return new Job("1", "exec", "", new NoParameters(), "d".repeat(64), null);
    }

    private record NoParameters() implements JobParameters {
        @Override
        public <T extends Record> T as(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String json() {
            return "{}";
        }
    }

    private String text(Job job) {
        var text = new StringBuilder();
        byte[] some = spool.read(job.key(), 0, 7_000);
        while (some.length > 0) {
            text.append(new String(some, StandardCharsets.UTF_8));
            some = spool.read(job.key(), text.length(), 7_000);
        }
        return text.toString();
    }

    private static void write(JobOutput output, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 0, bytes.length);
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }
}
