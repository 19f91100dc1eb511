package org.bootagent.report.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private final List<String> told = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();

    @Test
    void tellsOnceThatTheDiskIsFullAndOnceThatItIsNot() {
        try (var watch = new DiskWatch(metafile(), (type, agent, detail) -> told.add(type.wireName() + " " + detail))) {
            watch.look();
            assertThat(told).isEmpty();
            trouble = Optional.of("no space left");
            watch.look();
            watch.look();
            assertThat(told).containsExactly("host no space left");
            trouble = Optional.empty();
            watch.look();
            watch.look();
            assertThat(told).containsExactly("host no space left", "host " + DiskWatch.RELIEVED);
        }
    }

    private Metafile metafile() {
        return new Metafile() {
            @Override
            public <T extends Record> Optional<T> read(Section<T> section) {
                return Optional.empty();
            }

            @Override
            public void commit(Consumer<Edit> edit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<String> trouble() {
                return trouble;
            }
        };
    }
}
