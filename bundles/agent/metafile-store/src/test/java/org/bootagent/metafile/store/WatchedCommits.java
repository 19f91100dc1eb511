package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bootagent.testing.crash.SystemCall;

/** A process that prepares a home and commits 1, 2, 3 …, announcing each commit; for tests that trace it. */
final class WatchedCommits {
    static final int COMMITS = 3;

    private static final int STANDARD_OUTPUT = 1;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private WatchedCommits() {}

    /** Step of a commit that is left out on purpose. */
    enum Mutant {
        NONE,
        NO_SYNC_ABOVE_HOME,
        NO_FILE_SYNC,
        NO_DIRECTORY_SYNC
    }

    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[0]);
        var mutant = Mutant.valueOf(args[1]);
        if (mutant == Mutant.NO_SYNC_ABOVE_HOME) {
            Files.createDirectories(home);
        } else {
            HomeDirectory.prepare(home);
        }
        var lock = HomeLock.acquire(home);
        try {
            var metafile = MetafileFile.open(home, operations(mutant), Clock.systemUTC());
            long value = metafile.read(Counter.SECTION).map(Counter::value).orElse(0L);
            for (long next = value + 1; next <= value + COMMITS; next++) {
                var counter = Counter.of(next);
                metafile.commit(edit -> edit.put(Counter.SECTION, counter));
                System.out.println(next);
            }
        } finally {
            lock.close();
        }
    }

    /**
     * Runs the process under the watcher.
     *
     * @return the process; its output goes to the file
     */
    static Process start(List<String> watcher, Path home, Mutant mutant, Path output) throws IOException {
        var command = new ArrayList<>(watcher);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                WatchedCommits.class.getName(),
                home.toString(),
                mutant.name()));
        return new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns the last number announced after this call, given the one before it. */
    static long acknowledged(SystemCall call, long before) {
        if (!call.name().equals("write") || call.descriptor() != STANDARD_OUTPUT) {
            return before;
        }
        var number = NUMBER.matcher(new String(call.content(), StandardCharsets.US_ASCII));
        return number.find() ? Long.parseLong(number.group()) : before;
    }

    private static FileOperations operations(Mutant mutant) {
        return mutant == Mutant.NONE ? new DiskOperations() : new CarelessDisk(mutant);
    }
}
