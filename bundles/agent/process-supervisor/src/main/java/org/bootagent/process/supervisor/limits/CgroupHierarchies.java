package org.bootagent.process.supervisor.limits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the cgroups of this process by {@code /proc/self}. */
public final class CgroupHierarchies {
    /** Name of the cgroup that this process moves to when its own must have no processes. */
    static final String SELF = "bootagent-self";

    private static final int MOUNT_POINT = 1;
    private static final int TYPE = 2;
    private static final int OPTIONS = 3;

    private final Path proc;
    private final String root;

    /** @param root path below every mount under which agents' cgroups are to be; empty: our own cgroup */
    public CgroupHierarchies(Path proc, String root) {
        this.proc = proc;
        this.root = root;
    }

    /** Returns our place in the hierarchy of v2. */
    Optional<Path> unified() {
        return place("cgroup2", "", line -> line.startsWith("0::"));
    }

    /** Returns our place in the hierarchy of a v1 controller. */
    Optional<Path> controller(String name) {
        return place(
                "cgroup",
                name,
                line -> Arrays.asList(line.split(":", 3)[1].split(",", -1)).contains(name));
    }

    private Optional<Path> place(String type, String option, Predicate<String> ours) {
        try {
            var own = lines("self/cgroup").stream()
                    .filter(ours)
                    .map(line -> line.split(":", 3)[2])
                    .map(path -> path.endsWith('/' + SELF) ? path.substring(0, path.length() - SELF.length()) : path)
                    .findFirst();
            return lines("self/mounts").stream()
                    .map(line -> line.split(" ", -1))
                    .filter(mount -> mount[TYPE].equals(type))
                    .filter(mount -> option.isEmpty()
                            || Arrays.asList(mount[OPTIONS].split(",", -1)).contains(option))
                    .map(mount -> below(Path.of(mount[MOUNT_POINT]), own.orElse("/")))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the path below a mount. In a container, our own path may be the host's, of which only the part below the mount is ours. */
    private Path below(Path mount, String own) {
        var place = mount.resolve((root.isEmpty() ? own : root).replaceFirst("^/+", ""));
        return root.isEmpty() && !Files.isDirectory(place) ? mount : place;
    }

    /** Reads lines tolerantly: users can mount on directories whose names are in no encoding, which must not hide ours. */
    private List<String> lines(String file) throws IOException {
        return new String(Files.readAllBytes(proc.resolve(file)), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
