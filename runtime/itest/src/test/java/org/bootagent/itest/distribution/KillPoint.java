package org.bootagent.itest.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A system call that changes a file of the home.
 *
 * @param call its name
 * @param path of the file, with {@value #HOME} in the home's place; as it is for a call that is relative to a directory
 */
record KillPoint(String call, String path) {
    /** The calls that change what a directory holds; what is written in between has no name yet. */
    static final String CALLS =
            "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir";

    private static final String HOME = "HOME";
    private static final Pattern LINE = Pattern.compile("\\d+ +(\\w+)\\((.*)\\) += 0");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    /** Those of a trace that can be told apart by call and file, in order. */
    static List<KillPoint> of(Path trace, Path home) {
        var seen = new LinkedHashMap<KillPoint, Integer>();
        for (String line : lines(trace)) {
            var matcher = LINE.matcher(line);
            if (matcher.matches() && !matcher.group(2).contains(home + "/cache")) {
                String path = last(matcher.group(1), matcher.group(2)).replace(home.toString(), HOME);
                seen.merge(new KillPoint(matcher.group(1), path), 1, Integer::sum);
            }
        }
        var points = new ArrayList<KillPoint>();
        seen.forEach((point, count) -> {
            if (count == 1) {
                points.add(point);
            }
        });
        return points;
    }

    /** The file that tells most: where a link points to says nothing, and where a draft is renamed to is always the same. */
    private static String last(String call, String arguments) {
        var paths =
                TEXT.matcher(arguments).results().map(match -> match.group(1)).toList();
        return call.startsWith("symlink") ? paths.get(paths.size() - 1) : paths.get(0);
    }

    /** The command that attaches to a process and kills it as it enters this call. */
    List<String> killing(long pid, Path home, Path trace) {
        return List.of(
                "strace",
                "-f",
                "-e",
                "trace=" + call,
                "-P",
                path.replace(HOME, home.toString()),
                "-e",
                "inject=" + call + ":signal=KILL",
                "-o",
                trace.toString(),
                "-p",
                Long.toString(pid));
    }

    /** The command that attaches to a process and records its calls. */
    static List<String> recording(long pid, Path trace) {
        return List.of(
                "strace", "-f", "-s", "400", "-e", "trace=" + CALLS, "-o", trace.toString(), "-p", Long.toString(pid));
    }

    /** Whether the trace shows that the process entered this call and never left it. */
    boolean killed(Path trace, Path home) {
        var entered =
                Pattern.compile("\\d+ +" + call + "\\(.*" + Pattern.quote(path.replace(HOME, home.toString())) + ".*");
        return lines(trace).stream().anyMatch(line -> entered.matcher(line).matches() && !line.contains("= 0"))
                && lines(trace).stream().anyMatch(line -> line.contains("+++ killed by SIGKILL +++"));
    }

    private static List<String> lines(Path trace) {
        try {
            return Files.readAllLines(trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return call + " " + path;
    }
}
