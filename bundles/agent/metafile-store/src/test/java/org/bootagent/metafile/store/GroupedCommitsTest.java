package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Covers changes that arrive while another is being written. */
@Timeout(300)
class GroupedCommitsTest {
    private static final Section<Names> NAMES = new Section<>("names", Names.class);

    @TempDir
    Path home;

    private final HeldDisk disk = new HeldDisk();
    private final List<Thread> threads = new ArrayList<>();
    private final Executor each = task -> {
        var thread = new Thread(task);
        threads.add(thread);
        thread.start();
    };
    private MetafileFile metafile;
    private CompletableFuture<Void> first;

    record Names(List<String> names) {}

    /** A record that JSON cannot express. */
    record Unsayable(Object nothing) {
        static final Section<Unsayable> SECTION = new Section<>("unsayable", Unsayable.class);
        static final Unsayable ONE = new Unsayable(new Object());
    }

    /** Disk whose writes wait at a gate, if there is one. */
    private static final class HeldDisk extends ForwardingDisk {
        final FaultyDisk faulty;
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);
        volatile boolean held;

        HeldDisk() {
            this(new FaultyDisk());
        }

        private HeldDisk(FaultyDisk faulty) {
            super(faulty);
            this.faulty = faulty;
        }

        @Override
        public void write(Path newFile, List<byte[]> content) throws IOException {
            if (held) {
                begun.countDown();
                waitAtGate();
            }
            super.write(newFile, content);
        }

        private void waitAtGate() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @AfterEach
    void open() {
        disk.gate.countDown();
    }

    @Test
    void becomeDurableByOneWriteInTheOrderTheyCame() throws Exception {
        holdFirst();
        var others = commitAll(add("a"), add("b"), add("c"), add("d"));
        assertThat(others).noneMatch(CompletableFuture::isDone);

        release();
        others.forEach(CompletableFuture::join);
        assertThat(writes()).isEqualTo(2);
        assertThat(disk.faulty.calls).filteredOn(call -> call.endsWith("fsync")).hasSize(2);
        assertThat(disk.faulty.calls)
                .filteredOn(call -> call.endsWith("syncDirectory"))
                .hasSize(2);
        assertThat(onDisk()).containsExactly("first", "a", "b", "c", "d");
    }

    @Test
    void areEachDurableWhenTheirOwnersGoOn() throws Exception {
        holdFirst();
        var seen = new ArrayList<List<String>>();
        var others = commitAll(add("a"), edit -> {
            add("b").accept(edit);
            edit.afterCommit(() -> seen.add(onDisk()));
        });
        release();
        others.forEach(CompletableFuture::join);
        assertThat(seen).containsExactly(List.of("first", "a", "b"));
    }

    @Test
    void allFailWithTheirWriteAndNothingOfThemIsSeenAfterwards() throws Exception {
        holdFirst();
        var followed = new ArrayList<String>();
        var others = commitAll(add("a"), add("b"), edit -> {
            add("c").accept(edit);
            edit.afterCommit(() -> followed.add("c"));
        });
        failSecondWrite();

        release();

        for (var other : others) {
            assertThatThrownBy(other::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(MetafileException.class)
                    .hasMessageContaining("metafile.json could not be written");
        }
        assertThat(disk.faulty.faults).isEqualTo(1);
        assertThat(followed).isEmpty();
        assertThat(metafile.read(NAMES).orElseThrow().names()).containsExactly("first");
        assertThat(onDisk()).containsExactly("first");
        metafile.commit(add("later"));
        assertThat(onDisk()).containsExactly("first", "later");
    }

    @Test
    void failForWhatTheyBuiltOnEvenIfTheyChangeNothing() throws Exception {
        holdFirst();
        var others = commitAll(add("a"), edit -> edit.put(NAMES, edit.get(NAMES).orElseThrow()), nothing -> {});
        failSecondWrite();
        release();
        assertThatThrownBy(others.get(0)::join).hasCauseInstanceOf(MetafileException.class);
        assertThatThrownBy(others.get(1)::join).hasCauseInstanceOf(MetafileException.class);
        assertThat(disk.faulty.faults).isEqualTo(1);
        // A heartbeat only proves that nobody holds the metafile.
        others.get(2).join();
    }

    @Test
    void failAloneForTheirOwnException() throws Exception {
        holdFirst();
        var others = commitAll(
                add("a"),
                edit -> {
                    add("b").accept(edit);
                    throw new IllegalArgumentException("no");
                },
                edit -> {
                    add("c").accept(edit);
                    metafile.commit(add("within"));
                },
                add("d"));
        release();
        others.get(0).join();
        assertThatThrownBy(others.get(1)::join)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no");
        assertThatThrownBy(others.get(2)::join).hasCauseInstanceOf(IllegalStateException.class);
        others.get(3).join();
        assertThat(onDisk()).containsExactly("first", "a", "d");
        assertThat(writes()).isEqualTo(2);
    }

    @Test
    void failAloneForWhatCannotBeWritten() throws Exception {
        holdFirst();
        var others = commitAll(add("a"), edit -> edit.put(Unsayable.SECTION, Unsayable.ONE), add("b"));
        release();
        others.get(0).join();
        assertThatThrownBy(others.get(1)::join)
                .hasCauseInstanceOf(MetafileException.class)
                .hasMessageContaining("'unsayable' cannot be written as JSON");
        others.get(2).join();
        assertThat(onDisk()).containsExactly("first", "a", "b");
        assertThat(metafile.read(Unsayable.SECTION)).isEmpty();
    }

    @Test
    void seeWhatOthersPutAlsoInAnotherRecord() throws Exception {
        var other = new Section<>("names", Renamed.class);
        holdFirst();
        var others = commitAll(
                add("a"),
                edit -> edit.put(
                        other, new Renamed(edit.get(other).orElseThrow().names(), 7)));
        release();
        others.forEach(CompletableFuture::join);
        assertThat(MetafileFile.open(home).read(other)).contains(new Renamed(List.of("first", "a"), 7));
        assertThat(metafile.read(other)).contains(new Renamed(List.of("first", "a"), 7));
    }

    record Renamed(List<String> names, int more) {}

    /** Returns when the first change is being written. */
    private void holdFirst() throws InterruptedException {
        metafile = MetafileFile.open(home, disk, Clock.systemUTC());
        disk.held = true;
        first = CompletableFuture.runAsync(() -> metafile.commit(add("first")), each);
        disk.begun.await();
    }

    private void release() {
        disk.gate.countDown();
        first.join();
    }

    /** Returns when each waits, the first one longest. */
    @SafeVarargs
    private List<CompletableFuture<Void>> commitAll(Consumer<Metafile.Edit>... edits) {
        var all = new ArrayList<CompletableFuture<Void>>();
        for (var edit : edits) {
            all.add(CompletableFuture.runAsync(() -> metafile.commit(edit), each));
            var thread = threads.get(threads.size() - 1);
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }
        return all;
    }

    private void failSecondWrite() {
        // The first one's calls are those of a home without a metafile: write, fsync, rename, syncDirectory.
        disk.faulty.failWhen("5 fsync"::equals);
    }

    private long writes() {
        return disk.faulty.calls.stream().filter(call -> call.endsWith("write")).count();
    }

    private static Consumer<Metafile.Edit> add(String name) {
        return edit -> {
            var names = new ArrayList<>(edit.get(NAMES).map(Names::names).orElse(List.of()));
            names.add(name);
            edit.put(NAMES, new Names(names));
        };
    }

    private List<String> onDisk() {
        return MetafileFile.open(home).read(NAMES).orElseThrow().names();
    }
}
