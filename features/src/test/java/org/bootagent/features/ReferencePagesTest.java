package org.bootagent.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.junit.jupiter.api.Test;

/**
 * Keeps the generated parts of the reference pages as the code says. {@code mvn -pl features -am verify -Ddocs.write=true} writes them
 * anew.
 */
class ReferencePagesTest {
    private static final Path PAGES = Path.of("..", "contrib", "docs", "reference");
    private static final String BOOTER = "org.bootagent.booter";

    @Test
    void settingsAreThoseOfTheBundles() throws IOException {
        var settings = new SettingsReference().add(bundles());

        assertThat(settings.undescribed()).as("settings without a description").isEmpty();
        check("settings.md", "BootAgent", settings.markdown(pid -> !pid.startsWith(BOOTER)));
        check("settings.md", "Booter", settings.markdown(pid -> pid.startsWith(BOOTER)));
    }

    @Test
    void errorCodesAreThoseOfTheApi() throws IOException {
        String rows = Arrays.stream(ErrorCode.values())
                .map(code -> "| " + code.number() + " | `" + code.name() + "` | " + code.meaning() + " |\n")
                .collect(Collectors.joining());
        check("error-codes.md", "codes", "\n| errcode | name | meaning |\n|---|---|---|\n" + rows);
    }

    private static List<Path> bundles() throws IOException {
        Path own = Path.of(System.getProperty("bootagent.repository"), "org", "bootagent");
        try (Stream<Path> files =
                Files.find(own, 3, (file, attributes) -> file.toString().endsWith(".jar"))) {
            return files.sorted().toList();
        }
    }

    /** Compares what stands between the page's two marks of this name, or writes it. */
    private static void check(String page, String part, String expected) throws IOException {
        Path file = PAGES.resolve(page);
        String text = Files.readString(file);
        String begin = "<!-- generated: " + part + " -->\n";
        String end = "\n<!-- end of " + part + " -->";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        assertThat(text).contains(begin, end);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("%s, generated part %s; write it anew with -Ddocs.write=true", file, part)
                .isEqualTo(expected);
    }
}
