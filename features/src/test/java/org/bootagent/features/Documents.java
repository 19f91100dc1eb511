package org.bootagent.features;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The Markdown documents of the repository, and the code that they quote. */
final class Documents {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> GENERATED = Set.of("target", "node_modules", ".git");
    private static final Pattern INLINE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");

    private Documents() {}

    /**
     * A line of code in a document.
     *
     * @param place document and line, for a message
     * @param text the code; prompts and comments are left out
     */
    record Quote(String place, String text) {}

    static List<Path> all() throws IOException {
        return files(".md");
    }

    /** Returns the Java files of the repository. */
    static List<Path> sources() throws IOException {
        return files(".java");
    }

    private static List<Path> files(String end) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            /** A build that runs meanwhile changes these. */
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return GENERATED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(end)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Returns the lines of fenced blocks and the inline code of all documents. */
    static List<Quote> quotes() throws IOException {
        var quotes = new ArrayList<Quote>();
        for (Path document : all()) {
            boolean fenced = false;
            int number = 0;
            for (String line : Files.readAllLines(document)) {
                number++;
                String place = ROOT.relativize(document) + ":" + number;
                if (line.strip().startsWith("```")) {
                    fenced = !fenced;
                } else if (fenced) {
                    quotes.add(new Quote(place, command(line)));
                } else {
                    var inline = INLINE.matcher(line);
                    while (inline.find()) {
                        quotes.add(new Quote(place, command(inline.group(1).replace("\\|", "|"))));
                    }
                }
            }
        }
        return quotes;
    }

    private static String command(String line) {
        return line.strip().replaceFirst("^[$#] ", "").replaceFirst("\\s+# .*", "");
    }
}
