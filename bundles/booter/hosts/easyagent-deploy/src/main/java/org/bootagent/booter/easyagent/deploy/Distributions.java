package org.bootagent.booter.easyagent.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Packages of BootAgent itself among those that were pushed. For each architecture, the latest one is offered. */
final class Distributions {
    private static final Pattern NAME =
            Pattern.compile("(?i)bootagent-[0-9A-Za-z.+~-]{1,100}\\.(x86_64|aarch64)\\.tar\\.(?:xz|gz)");

    private final Path directory;
    private final String chosen;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** @param chosen part of the offered file names, such as a version; empty: all are */
    Distributions(Path directory, String chosen) {
        this.directory = directory;
        this.chosen = chosen;
    }

    /** A package of BootAgent. */
    record Distribution(Path path, String arch, String sha256) {
        String file() {
            return path.getFileName().toString();
        }
    }

    /** A digest, and the state of its file at that time. */
    private record Known(FileTime modified, long size, String sha256) {}

    /** Returns the newest packages by architecture. */
    Map<String, Distribution> newest() throws IOException {
        var newest = new TreeMap<String, Distribution>();
        for (Path path : files()) {
            var matcher = NAME.matcher(path.getFileName().toString());
            if (matcher.matches()) {
                newest.put(matcher.group(1), new Distribution(path, matcher.group(1), digest(path)));
            }
        }
        return newest;
    }

    Optional<Path> find(String file) throws IOException {
        return files().stream()
                .filter(path -> path.getFileName().toString().equals(file))
                .findFirst();
    }

    /** Returns the files, oldest first. */
    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(this::offered)
                    .sorted(Comparator.comparing(Distributions::modified).thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private boolean offered(Path path) {
        String name = path.getFileName().toString();
        return NAME.matcher(name).matches()
                && name.contains(chosen)
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the time of a file; a file removed meanwhile counts as never present. */
    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private String digest(Path path) throws IOException {
        var before = known.get(path);
        long size = Files.size(path);
        if (before != null && before.size() == size && before.modified().equals(modified(path))) {
            return before.sha256();
        }
        var now = new Known(modified(path), size, sha256(path));
        known.put(path, now);
        return now.sha256();
    }

    private static String sha256(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var chunk = new byte[1 << 16];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
