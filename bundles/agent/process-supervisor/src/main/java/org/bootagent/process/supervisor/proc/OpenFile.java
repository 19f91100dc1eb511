package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * File that a process has open for writing.
 *
 * @param path as the kernel names it
 * @param appends whether all that is written to it is appended
 */
public record OpenFile(int descriptor, Path path, boolean appends) {
    private static final int ACCESS_MODE = 3;
    private static final int APPEND = 02000;
    private static final String DELETED = " (deleted)";

    /** Finds the wanted files of a process; none if it is gone. */
    public static List<OpenFile> of(Path process, Predicate<Path> wanted) {
        var found = new ArrayList<OpenFile>();
        try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                of(process, Integer.parseInt(descriptor.getFileName().toString()), wanted)
                        .ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return List.of();
        }
        return found;
    }

    /** Returns the file with this descriptor, if it is wanted. */
    public static Optional<OpenFile> of(Path process, int descriptor, Predicate<Path> wanted) {
        try {
            Path file = Files.readSymbolicLink(process.resolve("fd/" + descriptor));
            if (!file.isAbsolute() || !wanted.test(file)) {
                return Optional.empty();
            }
            int flags = flags(process.resolve("fdinfo/" + descriptor));
            return (flags & ACCESS_MODE) == 0
                    ? Optional.empty()
                    : Optional.of(new OpenFile(descriptor, undeleted(file), (flags & APPEND) != 0));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    private static Path undeleted(Path file) {
        String name = file.toString();
        return name.endsWith(DELETED) ? Path.of(name.substring(0, name.length() - DELETED.length())) : file;
    }

    private static int flags(Path info) throws IOException {
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .findFirst()
                .orElse(0);
    }
}
