package org.bootagent.testing.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of strace, 6.1 or later. */
public final class Strace {
    /** Calls that change files or make them durable. Other calls that do so are not seen. */
    static final List<String> CHANGES = List.of(
            "write",
            "pwrite64",
            "writev",
            "pwritev",
            "fsync",
            "fdatasync",
            "rename",
            "renameat",
            "renameat2",
            "link",
            "linkat",
            "symlink",
            "symlinkat",
            "unlink",
            "unlinkat",
            "mkdir",
            "mkdirat",
            "rmdir",
            "ftruncate",
            "truncate",
            "fallocate",
            "sendfile",
            "copy_file_range",
            "chmod",
            "fchmod",
            "fchmodat");

    /** Length up to which strace prints names whole. */
    private static final String PATHS = "4096";

    private static final String LONG = Integer.toString(1 << 20);

    private Strace() {}

    /** Records all file operations of a process and its children; followed by a command or by {@link #attached}. */
    public static List<String> recording(Path trace) {
        return command(trace, "-f", "-e", "trace=openat,open,creat," + String.join(",", CHANGES));
    }

    /** Records the same without written content, which may be large. */
    public static List<String> recordingCalls(Path trace) {
        var command = recording(trace);
        command.set(command.indexOf(LONG), PATHS);
        return command;
    }

    /** Records like {@link #recording}, with every fsync reporting success and doing nothing. */
    public static List<String> recordingWithoutSync(Path trace) {
        var command = recording(trace);
        command.addAll(List.of("-e", "inject=fsync,fdatasync:retval=0"));
        return command;
    }

    /** Kills with -9 as a thread enters a call; with {@code -f} as any thread does. */
    public static List<String> killing(KillPoint point, Names names, Path trace) {
        return command(
                trace,
                "-e",
                "trace=" + point.call(),
                "-P",
                names.particular(point.file()),
                "-e",
                "inject=" + point.call() + ":signal=KILL:when=" + point.occurrence());
    }

    /** Makes calls on some files fail. */
    public static List<String> failing(String calls, String error, Path trace, Path... files) {
        var command = command(trace, "-f", "-e", "trace=" + calls);
        for (Path file : files) {
            command.addAll(List.of("-P", file.toString()));
        }
        command.addAll(List.of("-e", "inject=" + calls + ":error=" + error));
        return command;
    }

    /** Applies the command to a running thread, or with {@code -f} to its whole process. */
    public static List<String> attached(List<String> command, long tid) {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("-p", Long.toString(tid)));
        return whole;
    }

    private static List<String> command(Path trace, String... options) {
        var command = new ArrayList<>(List.of("strace", "-y", "-Y", "-xx", "-s", LONG, "-o", trace.toString()));
        command.addAll(List.of(options));
        return command;
    }
}
