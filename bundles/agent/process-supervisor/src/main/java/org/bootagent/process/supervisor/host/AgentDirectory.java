package org.bootagent.process.supervisor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Directory of an agent's output, data and process state. */
public record AgentDirectory(Path path, String name) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** Name of the file with the end of the agent's last process. */
    public static final String EXIT_RECORD = "exit";

    private static final String HOOK_OUTPUT = "side-";

    /** Pattern of an agent's name, the same as in a job; it becomes a directory's name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public static boolean isName(String agent) {
        return NAME.matcher(agent).matches();
    }

    public static AgentDirectory of(Path home, String name) {
        return new AgentDirectory(home.resolve("agents").resolve(name), name);
    }

    public Path log() {
        return path.resolve("log").resolve(name + ".log");
    }

    public Path run() {
        return path.resolve("run");
    }

    /** Holds a process record; see the package proc. */
    public Path processRecord() {
        return run().resolve("process");
    }

    public Path exitRecord() {
        return run().resolve(EXIT_RECORD);
    }

    /** Returns the path of the output of a hook, which exists until the hook has opened it. */
    public Path hookOutput(long number) {
        return run().resolve(HOOK_OUTPUT + number);
    }

    /** Returns whether this is the path of a hook's output, which may be gone. */
    public boolean isHookOutput(Path file) {
        return run().equals(file.getParent()) && file.getFileName().toString().startsWith(HOOK_OUTPUT);
    }

    /** Returns the directory that the agent may write to, which outlives its releases. */
    public Path data() {
        return path.resolve("data");
    }

    /**
     * Creates missing directories. Only the data belong to the agent; everything else is opened to it only as far as it needs.
     *
     * @param user that the agent runs as, or null: the host agent's own
     */
    public void create(RunAs user) throws IOException {
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        for (var own : List.of(log().getParent(), run(), data())) {
            createOwn(own);
        }
        if (user != null) {
            give(data(), user);
            // The home's other content has modes of its own; an agent's releases are open to all.
            for (var way : List.of(home(), home().resolve("agents"), path)) {
                letPass(way);
            }
        }
    }

    private Path home() {
        return path.getParent().getParent();
    }

    private static void createOwn(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
    }

    private static void give(Path directory, RunAs user) throws IOException {
        setId(directory, "unix:uid", user.uid());
        setId(directory, "unix:gid", user.gid());
    }

    private static void setId(Path directory, String attribute, String id) throws IOException {
        Integer wanted = Integer.parseUnsignedInt(id);
        if (!wanted.equals(Files.getAttribute(directory, attribute, LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(directory, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void letPass(Path directory) throws IOException {
        var permissions = Files.getPosixFilePermissions(directory);
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(directory, permissions);
        }
    }
}
