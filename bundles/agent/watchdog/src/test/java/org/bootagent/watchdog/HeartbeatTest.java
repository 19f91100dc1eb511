package org.bootagent.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.host.Ticker;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Duration> delays = new ArrayList<>();
    private final Ticker ticker = (delay, task) -> {
        delays.add(delay);
        tasks.add(task);
    };
    private boolean stuck;
    private boolean guardIsGone;

    @TempDir
    Path home;

    private HeartbeatFile file;

    @BeforeEach
    void open() throws IOException {
        file = new HeartbeatFile(home);
    }

    @Test
    void eachSignDiffersFromTheOneBefore() throws IOException {
        heartbeat(0).start();
        next();
        String first = line();
        next();
        assertThat(line()).isNotEqualTo(first).hasSameSizeAs(first).endsWith(" " + pid());
        assertThat(delays).containsExactly(Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    @Test
    void aMetafileThatDoesNotAnswerMeansNoSign() throws IOException {
        heartbeat(0).start();
        stuck = true;
        assertThatThrownBy(this::next).isInstanceOf(MetafileException.class);
        assertThat(line()).isEmpty();
        stuck = false;
        next();
        assertThat(line()).isNotEmpty();
    }

    @Test
    void endsWithItsGuard() throws IOException {
        heartbeat(ProcessHandle.current().pid() + 100_000_000L).start();
        next();
        assertThat(guardIsGone).isTrue();
        assertThat(line()).isEmpty();
        assertThat(tasks).isEmpty();
    }

    @Test
    void staysWithItsGuard() throws IOException {
        heartbeat(ProcessHandle.current().parent().orElseThrow().pid()).start();
        next();
        assertThat(guardIsGone).isFalse();
        assertThat(line()).isNotEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsNoReasonToEnd() {
        var heartbeat = heartbeat(0);
        heartbeat.start();
        file.close();
        next();
        assertThat(tasks).as("tried again").hasSize(1);
    }

    private Heartbeat heartbeat(long guard) {
        return new Heartbeat(new SignOfLife(guard, 60), new LockOnly(), ticker, file, false, () -> guardIsGone = true);
    }

    private void next() {
        tasks.remove().run();
    }

    private String line() throws IOException {
        return Files.readString(home.resolve("run/heartbeat")).strip();
    }

    private static String pid() {
        return "%010d".formatted(ProcessHandle.current().pid());
    }

    private final class LockOnly implements Metafile {
        @Override
        public <T extends Record> Optional<T> read(Section<T> section) {
            return Optional.empty();
        }

        @Override
        public void commit(Consumer<Edit> edit) {
            if (stuck) {
                throw new MetafileException("stuck", null);
            }
        }
    }
}
