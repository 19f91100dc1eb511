package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.host.ProcessStat;

/** Reads what the kernel says of processes. */
public final class ProcFs {
    private static final int LONGEST_COMMAND = 80;

    private final Path root;
    /** Id of this boot. Read once, because it is needed even when no more files can be opened. */
    private volatile String bootId;

    public ProcFs(Path root) {
        this.root = root;
    }

    /** Returns empty if there is no such process. */
    public Optional<ProcessStat> stat(long pid) {
        return stat(root.resolve(Long.toString(pid)));
    }

    private static Optional<ProcessStat> stat(Path process) {
        try {
            return ProcessStat.parse(Files.readAllBytes(process.resolve("stat")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Returns all processes but those that have gone meanwhile. */
    public List<ProcessStat> stats() {
        return processes().stream().map(ProcFs::stat).flatMap(Optional::stream).toList();
    }

    /** Returns a process's bytes in memory; 0 if it is gone. */
    public long resident(long pid) {
        return kib(pid, "status", "VmRSS:");
    }

    /** Returns the resident bytes that it shares with no file, which only it can give back. */
    public long anonymous(long pid) {
        return kib(pid, "status", "RssAnon:");
    }

    /** Returns {@link #resident} with shared pages counted by their share. */
    public long proportional(long pid) {
        long bytes = kib(pid, "smaps_rollup", "Pss:");
        return bytes == 0 ? resident(pid) : bytes;
    }

    private long kib(long pid, String file, String field) {
        String text = '\n' + read(root.resolve(Long.toString(pid)), file);
        int at = text.indexOf('\n' + field);
        if (at < 0) {
            return 0;
        }
        String line = text.substring(at + 1 + field.length(), text.indexOf('\n', at + 1));
        String digits = line.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }

    /** Returns whether a process of this group is there, zombies aside. Reads all of /proc, so ask for it last. */
    public boolean groupLives(long group) {
        return stats().stream().anyMatch(stat -> stat.group() == group && !stat.zombie());
    }

    /** Returns whether a process of this group has this variable in its environment. */
    boolean groupHas(long group, String variable) {
        return processes().stream()
                .filter(process ->
                        stat(process).filter(stat -> stat.group() == group).isPresent())
                .anyMatch(process -> has(process, variable));
    }

    /** Returns whether a process was started with this variable in its environment. */
    public boolean has(Path process, String variable) {
        return environment(process).contains("\0" + variable + "\0");
    }

    /** Returns the variables that a process was started with, in no particular encoding, each with a NUL before and after it; {@code "\0"} if it is gone. */
    public String environment(Path process) {
        return "\0" + read(process, "environ");
    }

    /**
     * Returns whether a process runs as we do and was started by one that does: a program that gains our rights from its file has another real user. Names, arguments and
     * environments of all others are whatever their users make them.
     */
    public boolean isOwn(Path process) {
        return owner(process).equals(owner(root.resolve("self")));
    }

    /** Returns the real user's number; empty if the process is gone. */
    public static Optional<String> owner(Path process) {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith("Uid:\t"))
                .map(line -> line.split("\t", -1)[1])
                .findFirst();
    }

    public static long pid(Path process) {
        return Long.parseLong(process.getFileName().toString());
    }

    /** Describes a process to an operator, such as {@code sleep 300 (pid 4711)}. */
    public String describe(Path process) {
        // Its user chooses the words, and a terminal must not obey them.
        String command = new String(commandLine(process).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .replace('\0', ' ')
                .replaceAll("[^\\P{C} ]", "?")
                .strip();
        String cut = command.length() > LONGEST_COMMAND ? command.substring(0, LONGEST_COMMAND) + "…" : command;
        return cut + " (pid " + pid(process) + ')';
    }

    /** Returns the words of a process's command, each with a NUL after it; empty if it is gone. */
    public String commandLine(Path process) {
        return read(process, "cmdline");
    }

    private static String read(Path process, String file) {
        try {
            return Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Returns the niceness; 0 if unknown. */
    public int nice(long pid) {
        return stat(pid).map(ProcessStat::nice).orElse(0);
    }

    /** Returns the directory of every process. */
    public List<Path> processes() {
        var found = new ArrayList<Path>();
        try (var processes = Files.newDirectoryStream(root, ProcFs::isProcess)) {
            processes.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("Cannot list " + root + "; is it mounted?", e);
        }
        return found;
    }

    private static boolean isProcess(Path file) {
        return file.getFileName().toString().chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** Returns the boot id, which differs after every boot. */
    public String bootId() {
        if (bootId == null) {
            bootId = readBootId();
        }
        return bootId;
    }

    private String readBootId() {
        try {
            return Files.readString(root.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the boot id under " + root + "; is it mounted?", e);
        }
    }

    /** Returns how long ago a process with this start time was started, in milliseconds. */
    public long ageMillis(long startTicks) {
        try {
            String uptime = Files.readString(root.resolve("uptime"));
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return Math.max(0, (long) (seconds * 1000) - startTicks * 1000 / ProcessStat.TICKS_PER_SECOND);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read uptime under " + root + "; is it mounted?", e);
        }
    }
}
