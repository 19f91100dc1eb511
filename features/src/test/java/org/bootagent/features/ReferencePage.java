package org.bootagent.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the reference, whose generated parts stand between two marks. {@code -Ddocs.write=true} writes the parts instead of comparing them. */
final class ReferencePage {
    private static final Path PAGES = Path.of("..", "contrib", "docs", "reference");

    private final Path file;

    ReferencePage(String name) {
        this.file = PAGES.resolve(name);
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    void check(String part, String expected) throws IOException {
        String text = text();
        String begin = "<!-- generated: " + part + " -->\n";
        String end = "\n<!-- end of " + part + " -->";
        assertThat(text).contains(begin, end);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end, from);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("%s, generated part %s; write it anew with -Ddocs.write=true", file, part)
                .isEqualTo(expected);
    }
}
