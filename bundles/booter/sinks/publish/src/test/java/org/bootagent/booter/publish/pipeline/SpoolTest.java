package org.bootagent.booter.publish.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    private static final long CAP = 1 << 20;
    private static final long SEGMENT = 4096;

    @TempDir
    Path directory;

    @Test
    void givesBackInOrderWhatIsNotConfirmed() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 10));
            var first = spool.next(4, CAP);

            assertThat(texts(first)).containsExactly("0", "1", "2", "3");
            assertThat(texts(spool.next(4, CAP))).as("not confirmed yet").isEqualTo(texts(first));
            spool.confirm(first.end());
            assertThat(texts(spool.next(100, CAP))).containsExactly("4", "5", "6", "7", "8", "9");
            assertThat(spool.records()).isEqualTo(6);
            assertThat(spool.bytes()).isEqualTo(6 * 9);
            spool.confirm(spool.next(100, CAP).end());
            assertThat(spool.bytes()).isZero();
        }
    }

    /** A publisher that ignores its interrupt may end its last batch when another has the files. */
    @Test
    void leavesItsFilesToTheNextOnceItIsClosed() throws Exception {
        var before = spool();
        before.append(numbers(0, 3000));
        var late = before.next(1000, CAP);
        before.close();
        try (var spool = spool()) {
            before.confirm(late.end());

            assertThat(spool.records()).isEqualTo(3000);
            assertThat(all(spool)).isEqualTo(texts(0, 3000));
        }
    }

    /** A publisher may have swallowed the interrupt of the thread that reads. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void closingEndsTheWaitOfItsReader(int wanted) throws Exception {
        var spool = spool();
        spool.append(numbers(0, wanted - 1));
        var reader = NamedThreads.create("reader", () -> {
            try {
                spool.await(wanted, Duration.ofHours(1).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();
        try {
            await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);

            spool.close();

            await().until(() -> !reader.isAlive());
        } finally {
            reader.interrupt();
        }
    }

    @Test
    void cutsNoFileOfTheNextOnceItIsClosed() throws Exception {
        var before = spool();
        before.append(numbers(0, 100));
        flip(files().get(0), 100);
        before.close();
        long size = Files.size(files().get(0));

        assertThat(before.next(200, CAP).records()).isEmpty();

        assertThat(files()).hasSize(1);
        assertThat(files().get(0)).hasSize(size);
        assertThat(before.lost()).isZero();
    }

    @Test
    void aBatchHasABoundInBytesToo() throws Exception {
        try (var spool = spool()) {
            spool.append(List.of(new byte[3000], new byte[3000], new byte[3000]));

            assertThat(spool.next(100, 6000).records()).hasSize(2);
            assertThat(spool.next(100, 1).records()).as("one at least").hasSize(1);
        }
    }

    @Test
    void whatIsNotConfirmedOutlivesTheProcess() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 3000));
            spool.confirm(spool.next(1000, CAP).end());
        }
        try (var spool = spool()) {
            assertThat(spool.records()).isEqualTo(2000);
            spool.append(numbers(3000, 3010));
            assertThat(all(spool)).isEqualTo(texts(1000, 3010));
            assertThat(spool.records()).isZero();
        }
        try (var spool = spool()) {
            assertThat(spool.records()).isZero();
            assertThat(all(spool)).isEmpty();
        }
    }

    @Test
    void confirmedSegmentsLeaveTheDisk() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 3000));
            assertThat(files()).hasSizeGreaterThan(5);
            all(spool);

            assertThat(files()).hasSize(1);
            assertThat(spool.bytes()).isLessThanOrEqualTo(SEGMENT);
        }
    }

    @Test
    void theOldestGoWhenItIsOverTheCap() throws Exception {
        try (var spool = new Spool(directory, 4 * SEGMENT, SEGMENT)) {
            spool.append(numbers(0, 1000));
            spool.confirm(spool.next(10, CAP).end());
            spool.append(numbers(1000, 3000));

            assertThat(spool.lost()).isPositive();
            assertThat(spool.bytes()).isLessThanOrEqualTo(4 * SEGMENT);
            var left = all(spool);
            assertThat(left).endsWith("2999").hasSize((int) (3000 - 10 - spool.lost()));
            assertThat(left).isEqualTo(texts(3000 - left.size(), 3000));
        }
    }

    @Test
    void aConfirmationOfWhatIsGoneAlreadyIsHarmless() throws Exception {
        try (var spool = new Spool(directory, 4 * SEGMENT, SEGMENT)) {
            spool.append(numbers(0, 100));
            var overtaken = spool.next(10, CAP);
            spool.append(numbers(100, 3000));
            assertThat(texts(spool.next(1, CAP))).as("the fault happened").isNotEqualTo(List.of("0"));
            long left = spool.records();

            spool.confirm(overtaken.end());

            assertThat(spool.records()).isEqualTo(left);
            assertThat(all(spool)).hasSize((int) left);
        }
    }

    @Test
    void aTornEndCostsOnlyWhatIsTorn() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 100));
        }
        Path last = files().get(files().size() - 1);
        try (var file = new RandomAccessFile(last.toFile(), "rw")) {
            file.setLength(file.length() - 3);
        }
        try (var spool = spool()) {
            spool.append(numbers(100, 102));

            assertThat(all(spool)).isEqualTo(concat(texts(0, 99), texts(100, 102)));
            assertThat(spool.records()).isZero();
        }
    }

    /** As on a full disk. */
    @Test
    void whatAFailedWriteLeftCostsNothingThatFollows() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 5));
            Files.write(files().get(0), new byte[] {0, 0, 0, 50, 1, 2, 3}, StandardOpenOption.APPEND);
            spool.append(numbers(5, 3000));

            assertThat(files()).as("segments go on").hasSizeGreaterThan(5);
            assertThat(all(spool)).isEqualTo(texts(0, 3000));
            assertThat(spool.lost()).isZero();
        }
    }

    @Test
    void aRecordDamagedInTheSegmentThatIsWrittenCostsNothingThatFollows() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 100));
            flip(files().get(0), 100);
            var before = spool.next(200, CAP);
            assertThat(spool.lost())
                    .as("the fault happened")
                    .isEqualTo(100 - before.records().size());
            spool.append(numbers(100, 110));

            assertThat(files()).as("what is damaged is left alone").hasSize(2);
            assertThat(all(spool)).isEqualTo(concat(texts(before), texts(100, 110)));
            assertThat(spool.records()).isZero();
        }
    }

    @Test
    void aSegmentThatCannotBeMadeCostsNothingAndIsMadeLater() throws Exception {
        try (var logged = new LogRecords(Spool.class);
                var spool = spool()) {
            Path blocked = Files.createFile(segment(2));
            spool.append(numbers(0, 2000));
            assertThat(logged.messages())
                    .as("the fault happened, once")
                    .singleElement(STRING)
                    .contains("Cannot create a new segment");
            assertThat(Files.size(segment(1))).isGreaterThan(2 * SEGMENT);

            Files.delete(blocked);
            spool.append(numbers(2000, 3000));

            assertThat(files()).hasSizeGreaterThan(1);
            assertThat(all(spool)).isEqualTo(texts(0, 3000));
            assertThat(spool.lost()).isZero();
        }
    }

    @Test
    void theCapHoldsWhereNoSegmentCanBeMade() throws Exception {
        try (var spool = new Spool(directory, 4 * SEGMENT, SEGMENT)) {
            Path blocked = Files.createFile(segment(2));
            assertThatThrownBy(() -> spool.append(numbers(0, 3000))).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(spool.bytes()).isBetween(4 * SEGMENT, 4 * SEGMENT + 20);

            Files.delete(blocked);
            spool.append(numbers(3000, 3010));
            assertThat(all(spool)).endsWith("3008", "3009");
        }
    }

    @Test
    void aRecordDamagedWhileItRunsCostsItsSegmentOnly() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 3000));
            flip(files().get(1), 100);

            var left = all(spool);

            assertThat(spool.lost()).isPositive();
            assertThat(left)
                    .hasSize((int) (3000 - spool.lost()))
                    .startsWith("0")
                    .endsWith("2999");
            assertThat(spool.records()).isZero();
        }
    }

    @Test
    void withoutItsPositionEverythingIsSentAgain() throws Exception {
        try (var spool = spool()) {
            spool.append(numbers(0, 20));
            spool.confirm(spool.next(10, CAP).end());
        }
        Files.writeString(directory.resolve("position"), "nonsense");
        try (var spool = spool()) {
            assertThat(all(spool)).isEqualTo(texts(0, 20));
        }
    }

    private Spool spool() throws IOException {
        return new Spool(directory, CAP, SEGMENT);
    }

    private Path segment(int number) {
        return directory.resolve("%020d.spool".formatted(number));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Segment::isOne).sorted().toList();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 0xff);
        }
    }

    private static List<String> all(Spool spool) throws IOException {
        var all = new ArrayList<String>();
        for (var batch = spool.next(7, CAP); !batch.records().isEmpty(); batch = spool.next(7, CAP)) {
            all.addAll(texts(batch));
            spool.confirm(batch.end());
        }
        return all;
    }

    private static List<byte[]> numbers(int from, int to) {
        return texts(from, to).stream().map(text -> text.getBytes(UTF_8)).toList();
    }

    private static List<String> texts(int from, int to) {
        var texts = new ArrayList<String>();
        for (int n = from; n < to; n++) {
            texts.add(Integer.toString(n));
        }
        return texts;
    }

    private static List<String> texts(Spool.Batch batch) {
        return batch.records().stream().map(bytes -> new String(bytes, UTF_8)).toList();
    }

    private static List<String> concat(List<String> a, List<String> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }
}
