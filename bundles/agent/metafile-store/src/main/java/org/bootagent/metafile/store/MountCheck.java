package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that a whole home is on one mount. Files are moved within it by rename, which the kernel refuses between mounts, even of one file system ("Invalid
 * cross-device link").
 */
public final class MountCheck {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final List<String> DIRECTORIES = List.of("tmp", "agents");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private final List<Path> mountPoints;

    private MountCheck(List<Path> mountPoints) {
        this.mountPoints = mountPoints;
    }

    /** Returns one sentence for every directory on another mount; changes nothing on disk. */
    public static List<String> check(Path home) throws IOException {
        return of(Files.exists(MOUNTS) ? lines(MOUNTS) : List.of()).complaints(home);
    }

    /** Reads the lines in any encoding: users can mount, too, on directories whose names are in none. */
    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** @param mountinfo lines as in proc(5); without any, as in a chroot that has no mount, devices are compared */
    static MountCheck of(List<String> mountinfo) {
        return new MountCheck(
                mountinfo.stream().flatMap(line -> mountPoint(line).stream()).toList());
    }

    List<String> complaints(Path home) throws IOException {
        var complaints = new ArrayList<String>();
        for (String name : DIRECTORIES) {
            Path directory = home.resolve(name);
            if (Files.exists(directory) && !sameMount(home, directory)) {
                complaints.add(directory + " is on another mount than " + home
                        + ": files cannot be moved between them (\"Invalid cross-device link\"), so nothing can be"
                        + " installed. Put the whole home on one mount, or choose another one with --home");
            }
        }
        return complaints;
    }

    /** Parses a mount point; empty for one that cannot hold a home, as none of our paths names it. */
    private static Optional<Path> mountPoint(String line) {
        try {
            return Optional.of(Path.of(unescape(line.split(" ", 6)[4])));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean sameMount(Path a, Path b) throws IOException {
        return mountPoints.isEmpty()
                ? Files.getAttribute(a, "unix:dev").equals(Files.getAttribute(b, "unix:dev"))
                : mountPoint(a.toRealPath()).equals(mountPoint(b.toRealPath()));
    }

    private Path mountPoint(Path path) {
        return mountPoints.stream()
                .filter(path::startsWith)
                .reduce((longest, point) -> point.getNameCount() > longest.getNameCount() ? point : longest)
                .orElse(path.getRoot());
    }

    /** Decodes a path, in which blanks are written {@code \040}. */
    private static String unescape(String path) {
        return OCTAL.matcher(path)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
