package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Chooses the files of a release that outlive it: those below {@code etc}, those that the package declares as configuration, and those that are named. */
final class Configuration {
    static final int MAX_DEPTH = 64;
    private static final Path ETC = Path.of("etc");
    private static final long MAX_SIZE = 1 << 20;
    private static final int MAX_FILES = 2000;

    private final List<Path> paths;
    private final List<PathMatcher> patterns;

    /** @param keep paths and patterns, or null */
    Configuration(List<String> keep) {
        var all = keep == null ? List.<String>of() : keep;
        paths = all.stream()
                .filter(path -> path.indexOf('*') < 0)
                .map(path -> Path.of(path).normalize())
                .toList();
        patterns = all.stream()
                .filter(path -> path.indexOf('*') >= 0)
                .map(path -> FileSystems.getDefault()
                        .getPathMatcher("glob:" + path.replaceAll("([\\\\{}\\[\\]?])", "\\\\$1")))
                .toList();
    }

    /** Returns whether the path is named to be kept. */
    boolean isKept(Path path) {
        return paths.stream().anyMatch(path::startsWith)
                || patterns.stream().anyMatch(pattern -> matches(pattern, path));
    }

    private static boolean matches(PathMatcher pattern, Path path) {
        for (Path way = path; way != null; way = way.getParent()) {
            if (pattern.matches(way)) {
                return true;
            }
        }
        return false;
    }

    static boolean isEtc(Path path) {
        return path.startsWith(ETC);
    }

    /**
     * Returns digests of the package's own files that outlive the release.
     *
     * @param said files that the package declares as configuration
     */
    Map<String, String> digests(Path root, Set<String> said) throws IOException {
        var digests = new TreeMap<String, String>();
        Files.walkFileTree(root, Set.<FileVisitOption>of(), MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path path = root.relativize(file);
                boolean wanted = attributes.isRegularFile() && attributes.size() <= MAX_SIZE;
                if (wanted && (isEtc(path) || isKept(path) || said.contains(path.toString()))) {
                    digests.put(path.toString(), digest(file));
                }
                return digests.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
        return digests;
    }

    static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static boolean isSmall(Path file) throws IOException {
        return Files.size(file) <= MAX_SIZE;
    }
}
