package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bootagent.packages.HostileArchives.Archive;
import org.bootagent.packages.tree.UnpackBounds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Every hostile archive is refused with its code and its reason, and nothing is written, in the home or outside. */
class HostileArchivesTest {
    private static final UnpackBounds BOUNDS = new UnpackBounds(64 << 20, 2000, 100, 32, 16 << 20);

    @TempDir
    static Path directory;

    private static Map<String, Archive> archives;
    private static Path victim;

    @BeforeAll
    static void generate() throws IOException {
        victim = Files.createDirectories(directory.resolve("victim"));
        Files.writeString(victim.resolve("secret"), "secret");
        archives = HostileArchives.all(victim.toString());
    }

    @Test
    void areMany(TestReporter reporter) {
        reporter.publishEntry("hostile archives", Integer.toString(archives.size()));
        assertThat(archives).hasSizeGreaterThan(100);
        for (var format : List.of("tar: ", "gzip: ", "xz: ", "zstd: ", "bzip2: ", "zip: ", "deb: ", "rpm: ")) {
            assertThat(archives.keySet()).anyMatch(name -> name.startsWith(format));
        }
    }

    @TestFactory
    DynamicContainer refuses() {
        var each = archives.entrySet().stream()
                .map(archive -> DynamicTest.dynamicTest(archive.getKey(), () -> refuse(archive.getValue())));
        return DynamicContainer.dynamicContainer(archives.size() + " hostile archives", each);
    }

    private static void refuse(Archive archive) throws Exception {
        Path file = Files.write(directory.resolve("package"), archive.bytes());
        Files.createDirectories(directory.resolve("home/agents"));
        Files.createDirectories(directory.resolve("home/tmp"));
        try (var home = new Home(directory.resolve("home"), BOUNDS)) {
            var before = everything();

            FormatsTest.assertRefused(archive.code(), () -> home.stage(file), archive.word());

            assertThat(everything()).isEqualTo(before);
        }
    }

    /** Returns every path with its kind, size and number of names. */
    private static Map<String, String> everything() throws IOException {
        var found = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                var attributes = Files.readAttributes(path, "unix:mode,size,nlink,ino", LinkOption.NOFOLLOW_LINKS);
                found.put(path.toString(), new TreeMap<>(attributes).toString());
            }
        }
        return found;
    }
}
