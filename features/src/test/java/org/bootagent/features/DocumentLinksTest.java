package org.bootagent.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks the links of every document, the file and the heading behind the {@code #}, and the classes that the documents name. */
class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static final Pattern CLASS = Pattern.compile("(?:[A-Z][a-z0-9]+)+");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path document : Documents.all()) {
            var links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                if (!leads(document, links.group(1))) {
                    broken.add(Documents.ROOT.relativize(document) + " -> " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Keeps the architecture and the decisions true when a class is renamed or removed. */
    @Test
    void everyClassThatIsNamedExists() throws IOException {
        var classes = Documents.sources().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(Documents.quotes())
                .filteredOn(quote -> quote.place().matches("contrib/docs/(architecture|adr)/.*"))
                .filteredOn(quote -> CLASS.matcher(quote.text()).matches())
                .filteredOn(quote ->
                        !classes.contains(quote.text()) && !quote.text().equals("BootAgent"))
                .isEmpty();
    }

    private static boolean leads(Path document, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** The anchors of a document's headings, as GitHub makes them. */
    private static List<String> anchors(Path document) throws IOException {
        return Files.readAllLines(document).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+\\s+", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }
}
