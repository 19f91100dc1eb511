package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the program of a package when none is named. */
final class ExecutableSearch {
    private static final List<String> PROGRAM_DIRECTORIES =
            List.of("bin", "usr/bin", "sbin", "usr/sbin", "usr/local/bin", "usr/local/sbin");
    private static final Set<String> BIN_OR_SBIN = Set.of("bin", "sbin");

    private final Path root;

    ExecutableSearch(Path root) {
        this.root = root;
    }

    /**
     * The program, relative to the root.
     *
     * @param names to look for, the best first: the agent's, the package's
     * @param topToo whether the only program at the top will do
     */
    Optional<Path> find(List<String> names, boolean topToo) throws IOException {
        for (String name : names) {
            for (String directory : PROGRAM_DIRECTORIES) {
                Path program = root.resolve(directory).resolve(name);
                if (isExecutable(program)) {
                    return Optional.of(root.relativize(program));
                }
            }
        }
        var only = onlyOne(Integer.MAX_VALUE, ExecutableSearch::isInProgramDirectory);
        return only.isPresent() || !topToo ? only : onlyOne(1, path -> true);
    }

    private Optional<Path> onlyOne(int depth, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> paths = Files.walk(root, depth)) {
            var found = paths.filter(wanted)
                    .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && isExecutable(path))
                    .limit(2)
                    .toList();
            return found.size() == 1 ? Optional.of(root.relativize(found.get(0))) : Optional.empty();
        }
    }

    private static boolean isInProgramDirectory(Path path) {
        return BIN_OR_SBIN.contains(String.valueOf(path.getParent().getFileName()));
    }

    /** Returns whether a file is executable by its mode: root may execute files that nobody else may. */
    private static boolean isExecutable(Path path) {
        try {
            return Files.isRegularFile(path)
                    && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
        } catch (IOException e) {
            return false;
        }
    }
}
