package org.bootagent.process.supervisor.limits;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Control group, which is a directory of the kernel's. */
record Cgroup(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroup.class);
    private static final int TRIES = 100;

    /** Prefix of agents' cgroups, because an agent may have the name of a file of the kernel's, such as tasks. */
    private static final String PREFIX = "agent-";

    static Cgroup of(Path root, String agent) {
        return new Cgroup(root.resolve(PREFIX + agent));
    }

    /** Kills and removes the cgroups of all agents but these. */
    static void sweep(Path root, Set<String> agents) {
        try (var found = Files.newDirectoryStream(root, PREFIX + "*")) {
            for (var path : found) {
                String agent = path.getFileName().toString().substring(PREFIX.length());
                if (!agents.contains(agent)) {
                    LOG.info("Removing {}, a leftover of an earlier BootAgent", path);
                    new Cgroup(path).clear();
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is not there", root);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("Cannot search {} for leftovers: {}", root, e.toString());
        }
    }

    /** Tells that the kernel refused an agent's limits. */
    static JobException unsupported(String agent, String mechanism, IOException cause) {
        return new JobException(
                ErrorCode.LIMITS_UNSUPPORTED,
                "The limits of agent " + agent + " cannot be set by " + mechanism + ": " + cause.getMessage(),
                cause);
    }

    Path procs() {
        return path.resolve("cgroup.procs");
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    void create() throws IOException {
        Files.createDirectories(path);
    }

    void set(String file, String value) throws IOException {
        Files.writeString(path.resolve(file), value);
    }

    /** Sets a file that not every kernel has. */
    void setIfThere(String file, String value) throws IOException {
        if (Files.exists(path.resolve(file))) {
            set(file, value);
        }
    }

    /** Reads a file that contains a number. */
    OptionalLong number(String file) {
        try {
            return OptionalLong.of(
                    Long.parseLong(Files.readString(path.resolve(file)).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Reads a number from a file of names and numbers; 0 if it is missing. */
    long number(String file, String name) {
        try {
            return Files.readAllLines(path.resolve(file)).stream()
                    .filter(line -> line.startsWith(name + ' '))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(name.length() + 1).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    void removeIfUnused() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException inUse) {
            LOG.debug("{} is in use", path);
        }
    }

    /** Kills all processes until none is left, because a dying one may still fork, and removes the cgroup. */
    void clear() {
        for (int i = 0; i < TRIES && exists(); i++) {
            try {
                kill();
                Files.deleteIfExists(path);
                return;
            } catch (IOException stillInUse) {
                pause();
            }
        }
        if (exists()) {
            LOG.warn("Cannot remove {}; processes that cannot be killed may be left in its cgroup.procs", path);
        }
    }

    void add(String pid) throws IOException {
        try {
            Files.writeString(procs(), pid);
        } catch (IOException e) {
            if (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
                throw e;
            }
        }
    }

    boolean occupied() {
        try {
            return !members().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private void kill() throws IOException {
        var all = path.resolve("cgroup.kill");
        if (Files.exists(all)) {
            Files.writeString(all, "1");
            return;
        }
        for (var pid : members()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    List<String> members() throws IOException {
        try {
            return Files.readAllLines(procs());
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
