package org.bootagent.report.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobParameters;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs.Output;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final Spool.Caps SMALL = new Spool.Caps(10, 10, 5, 60, 4, 50, 3);

    @TempDir
    Path home;

    private Spool spool;

    @BeforeEach
    void open() {
        spool = new Spool(home.resolve("output"), SMALL);
    }

    private static Job job(String id) {
        return new Job(id, "exec", "", new NoParameters(), "d".repeat(64), null);
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

    private static void write(JobOutput output, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 0, bytes.length);
    }

    private String text(String id) {
        String key = job(id).key();
        return new String(spool.read(key, 0, 1_000), StandardCharsets.UTF_8)
                + new String(spool.read(key, spool.kept(key).orElseThrow().length(), 9), StandardCharsets.UTF_8);
    }

    /** Reads all of an output, in the small reads of a transport. */
    private String all(String id) {
        var text = new StringBuilder();
        byte[] some = spool.read(job(id).key(), 0, 7);
        while (some.length > 0) {
            text.append(new String(some, StandardCharsets.UTF_8));
            some = spool.read(job(id).key(), text.length(), 7);
        }
        return text.toString();
    }

    @Test
    void canBeReadAsItComes() {
        var changes = new AtomicInteger();
        Runnable end = spool.listen(changes::incrementAndGet);
        var output = spool.open(job("1"));
        assertThat(spool.kept()).containsExactly(new Output(job("1").key(), "1", 0, false));

        write(output, "one");
        assertThat(text("1")).isEqualTo("one");
        write(output, "two");
        assertThat(spool.read(job("1").key(), 3, 100))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("two");
        output.close();
        assertThat(spool.kept(job("1").key())).hasValue(new Output(job("1").key(), "1", 6, true));
        assertThat(changes).hasValue(3);

        end.run();
        spool.open(job("2")).close();
        assertThat(changes).hasValue(3);
    }

    @Test
    void keepsAllUpToTheCap() {
        var output = spool.open(job("1"));
        write(output, "0123456789abcdefghij");
        assertThat(all("1")).isEqualTo("0123456789");
        output.close();
        assertThat(all("1")).isEqualTo("0123456789abcdefghij");
    }

    @Test
    void keepsHeadAndTailOfALongOneAndSaysWhatIsLeftOut() throws IOException {
        var output = spool.open(job("1"));
        for (int i = 0; i < 1_000; i++) {
            write(output, "abc");
        }
        write(output, "the-end");
        assertThat(files(directory())).hasSizeLessThanOrEqualTo(6);
        output.close();

        assertThat(all("1")).isEqualTo("abcabcabca\n[... 2987 bytes of output are left out here ...]\nabcthe-end");
        assertThat(files(directory())).hasSize(3);
        assertThat(output.problem()).isEmpty();
    }

    @Test
    void goesOnAfterARestart() {
        write(spool.open(job("1")), "0123456789abcdefg");
        open();
        assertThat(spool.kept()).containsExactly(new Output(job("1").key(), "1", 10, false));
        var resumed = spool.open(job("1"));
        write(resumed, "HIJKLMN");
        resumed.close();
        assertThat(all("1")).isEqualTo("0123456789\n[... 4 bytes of output are left out here ...]\nefgHIJKLMN");
        open();
        assertThat(all("1")).endsWith("efgHIJKLMN");
        assertThat(spool.kept().get(0).complete()).isTrue();
    }

    @Test
    void survivesBeingKilledWhileItEnds() throws IOException {
        write(spool.open(job("1")), "0123456789abcdefg");
        Files.writeString(directory().resolve("end.new"), "ab");
        open();
        assertThat(spool.kept().get(0).complete()).isFalse();
        spool.complete(job("1").key());
        assertThat(all("1")).isEqualTo("0123456789abcdefg");
    }

    @Test
    void isOutOfTheWayWithItsResultWhoeverStillWritesAndComesBackWithIt() throws IOException {
        var output = spool.open(job("1"));
        write(output, "0123456789abcdefghij");
        spool.retire(job("1").key());
        write(output, "more");
        output.close();
        assertThat(spool.kept()).isEmpty();
        open();
        assertThat(spool.kept()).isEmpty();
        spool.revive(job("1").key());
        assertThat(spool.kept()).containsExactly(new Output(job("1").key(), "1", 20, true));
        open();
        assertThat(all("1")).isEqualTo("0123456789abcdefghij");
    }

    @Test
    void whatIsOutOfTheWayGoesWhenThereIsMoreOfIt() throws IOException {
        for (String id : List.of("1", "2", "3", "4")) {
            retire(id, "abc");
        }
        retire("empty", "");
        assertThat(files(home.resolve("output"))).hasSize(3);
        for (String id : List.of("5", "6", "7")) {
            retire(id, "0123456789abcdefghij");
        }
        assertThat(files(home.resolve("output"))).hasSize(2);
        assertThat(revived("3", "4", "5", "6", "7")).containsExactly("6", "7");
    }

    @Test
    void aJobOfTheSameKeyBeginsAnew() {
        retire("1", "before");
        write(spool.open(job("1")), "now");
        spool.revive(job("1").key());
        assertThat(all("1")).isEqualTo("now");
    }

    private void retire(String id, String text) {
        var output = spool.open(job(id));
        write(output, text);
        output.close();
        spool.retire(job(id).key());
    }

    private List<String> revived(String... ids) {
        for (String id : ids) {
            spool.revive(job(id).key());
        }
        return spool.kept().stream().map(Output::job).toList();
    }

    @Test
    void tellsOfADiskThatFailsAndLetsTheJobRun() throws IOException {
        // A file where the directory should be: root is stopped by no permission.
        Files.writeString(home.resolve("output"), "in the way");
        var output = spool.open(job("1"));
        write(output, "the first line\nand the last");
        output.close();

        assertThat(output.problem())
                .hasValueSatisfying(it -> assertThat(it)
                        .contains("not kept any further")
                        .contains(home.resolve("output").toString()));
        assertThat(output.lastLines()).endsWith("and the last");
        assertThat(spool.kept()).containsExactly(new Output(job("1").key(), "1", 0, true));
    }

    @Test
    void tellsOfADiskThatFailsHalfwayAndKeepsWhatItHas() throws IOException {
        var output = spool.open(job("1"));
        write(output, "0123456789");
        Files.createDirectory(directory().resolve("tail.0"));
        write(output, "lost");
        output.close();
        assertThat(output.problem()).hasValueSatisfying(it -> assertThat(it).contains("tail.0"));
        assertThat(spool.read(job("1").key(), 0, 100))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("0123456789");
    }

    @Test
    void theOldestCompleteOnesMakeRoom() {
        for (String id : List.of("1", "2", "3")) {
            var output = spool.open(job(id));
            write(output, "0123456789abcdefghij");
            output.close();
        }
        var running = spool.open(job("4"));
        spool.open(job("5"));
        assertThat(spool.kept()).extracting(Output::job).containsExactly("2", "3", "4", "5");
        write(running, "0123456789");
        spool.open(job("6"));
        assertThat(spool.kept()).extracting(Output::job).containsExactly("3", "4", "5", "6");
    }

    @Test
    void ignoresWhatIsNoOutput() throws IOException {
        Path half = Files.createDirectories(home.resolve("output").resolve("half"));
        Files.writeString(half.resolve("head"), "text");
        open();
        assertThat(spool.kept()).isEmpty();
        assertThat(half).doesNotExist();
        assertThat(spool.read("unknown", 0, 10)).isEmpty();
        assertThat(spool.kept("unknown")).isEmpty();
    }

    @Test
    void lastLinesAreWholeLines() {
        var output = spool.open(job("1"));
        assertThat(output.lastLines()).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            write(output, "line " + i + "\n");
        }
        assertThat(output.lastLines()).matches("(?s)line 7\\d\\d\n.*line 999").hasSizeLessThanOrEqualTo(2_000);
    }

    private Path directory() throws IOException {
        return files(home.resolve("output")).get(0);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }
}
