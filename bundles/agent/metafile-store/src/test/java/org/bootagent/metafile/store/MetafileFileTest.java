package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetafileFileTest {
    @TempDir
    Path home;

    @Test
    void isEmptyOnTheFirstStartAndWritesNothing() throws IOException {
        assertThat(MetafileFile.open(home).read(Counter.SECTION)).isEmpty();
        assertThat(MetafileFile.peek(home)).isEmpty();
        try (var files = Files.list(home)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void keepsWhatWasCommitted() {
        var settings = new HostSettings(
                "dcb886e9-04ed-41bb-9c12-4d2de12cd59b",
                Map.of("svc", "ecs", "cmpt", "DB"),
                List.of("192.168.9.1:1234"),
                Duration.ofMinutes(20));
        MetafileFile.open(home).commit(edit -> edit.put(HostSettings.SECTION, settings));

        assertThat(MetafileFile.open(home).read(HostSettings.SECTION)).contains(settings);
        assertThat(MetafileFile.peek(home)
                        .orElseThrow()
                        .get("host")
                        .get("agentsn")
                        .asText())
                .isEqualTo(settings.agentsn());
    }

    @Test
    void changesSeveralSectionsAtOnceAndSeesItsOwnChanges() {
        var other = new Section<>("other", Counter.class);
        var metafile = MetafileFile.open(home);
        metafile.commit(edit -> {
            edit.put(Counter.SECTION, Counter.of(1));
            edit.put(other, Counter.of(edit.get(Counter.SECTION).orElseThrow().value() + 1));
        });
        metafile.commit(edit -> edit.remove(Counter.SECTION));

        var reopened = MetafileFile.open(home);
        assertThat(reopened.read(Counter.SECTION)).isEmpty();
        assertThat(reopened.read(other)).contains(Counter.of(2));
    }

    @Test
    void forgetsAnEditThatThrows() {
        var metafile = with(1);
        assertThatThrownBy(() -> metafile.commit(edit -> {
                    edit.put(Counter.SECTION, Counter.of(2));
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(metafile.read(Counter.SECTION)).contains(Counter.of(1));
        assertThat(MetafileFile.open(home).read(Counter.SECTION)).contains(Counter.of(1));
    }

    @Test
    void refusesAnEditWithinAnEditAndOneThatIsOver() {
        var metafile = with(1);
        assertThatThrownBy(() -> metafile.commit(edit -> metafile.commit(inner -> {})))
                .isInstanceOf(IllegalStateException.class);
        var kept = new Metafile.Edit[1];
        metafile.commit(edit -> kept[0] = edit);
        assertThatThrownBy(() -> kept[0].put(Counter.SECTION, Counter.of(2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void preservesSectionsItDoesNotKnow() throws IOException {
        var later = new Section<>("later", Later.class);
        with(1).commit(edit -> edit.put(later, new Later("kept \u00fc \ud83d\ude80", List.of(1.0e10, 0.1))));
        String line = line("later");

        MetafileFile.open(home).commit(edit -> edit.put(Counter.SECTION, Counter.of(2)));

        assertThat(line("later")).isEqualTo(line);
        assertThat(MetafileFile.open(home).read(later))
                .contains(new Later("kept \u00fc \ud83d\ude80", List.of(1.0e10, 0.1)));
    }

    private String line(String section) throws IOException {
        return Files.readAllLines(home.resolve(MetafileFiles.NAME)).stream()
                .filter(line -> line.contains("\"" + section + "\":"))
                .map(line -> line.replaceAll("}}$", "").replaceAll("^,", ""))
                .findFirst()
                .orElseThrow();
    }

    record Later(String text, List<Double> numbers) {}

    @Test
    void saysWhichSectionDoesNotFitItsRecord() {
        var metafile = with(1);
        assertThatThrownBy(() -> metafile.read(new Section<>("counter", HostSettings.class)))
                .isInstanceOf(MetafileException.class)
                .hasMessageContaining("'counter'");
        assertThat(metafile.read(Counter.SECTION)).contains(Counter.of(1));
    }

    @Test
    void doesNotWriteWhatDidNotChange() throws IOException {
        var metafile = with(1);
        var before = Files.readAttributes(home.resolve(MetafileFiles.NAME), "unix:ino");
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(1)));
        assertThat(Files.readAttributes(home.resolve(MetafileFiles.NAME), "unix:ino"))
                .isEqualTo(before);
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        with(1).commit(edit -> edit.put(Counter.SECTION, Counter.of(2)));
        for (String name : List.of("metafile.json", "metafile.json.previous")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void commitsOnAnInterruptedThread() {
        var metafile = with(1);
        Thread.currentThread().interrupt();
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(2)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(MetafileFile.open(home).read(Counter.SECTION)).contains(Counter.of(2));
    }

    @Test
    void losesNoIncrementOfManyThreads() throws InterruptedException {
        var metafile = with(0);
        var threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 100; i++) {
            threads.execute(() -> metafile.commit(edit -> edit.put(
                    Counter.SECTION,
                    Counter.of(edit.get(Counter.SECTION).orElseThrow().value() + 1))));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
        assertThat(MetafileFile.open(home).read(Counter.SECTION)).contains(Counter.of(100));
    }

    private MetafileFile with(long value) {
        var metafile = MetafileFile.open(home);
        metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(value)));
        return metafile;
    }
}
