package org.bootagent.testing.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Trace of {@link Strace#recording}: the calls in the order in which they returned, then those that never did. */
public final class Trace {
    private static final Pattern LINE = Pattern.compile("(?:(\\d+)<([^>]*)>\\s+)?(.*)");
    private static final Pattern WHOLE = Pattern.compile("(\\w+)\\((.*)\\)\\s+= (-?\\d+|\\?)(.*)");
    private static final Pattern BEGUN = Pattern.compile("(\\w+)\\((.*?),? <unfinished \\.\\.\\.>");
    private static final Pattern RESUMED =
            Pattern.compile("<\\.\\.\\. (\\w+) resumed>,? ?(.*)\\)\\s+= (-?\\d+|\\?)(.*)");

    private final List<SystemCall> calls = new ArrayList<>();
    private final Map<Long, SystemCall> unfinished = new HashMap<>();
    private boolean killed;

    private Trace() {}

    public static Trace read(Path file) {
        try {
            var trace = new Trace();
            Files.readAllLines(file, StandardCharsets.ISO_8859_1).forEach(trace::line);
            trace.calls.addAll(trace.unfinished.values());
            return trace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<SystemCall> calls() {
        return List.copyOf(calls);
    }

    /** Returns whether a kill -9 ended the traced process. */
    public boolean killed() {
        return killed;
    }

    private void line(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            killed |= matcher.group(3).contains("+++ killed by SIGKILL");
            if (matcher.group(1) == null) {
                // The only traced thread has no prefix.
                event(0, "", matcher.group(3));
            } else {
                event(Long.parseLong(matcher.group(1)), SystemCall.decoded(matcher.group(2)), matcher.group(3));
            }
        }
    }

    private void event(long tid, String thread, String text) {
        var whole = WHOLE.matcher(text);
        var resumed = RESUMED.matcher(text);
        var begun = BEGUN.matcher(text);
        if (resumed.matches()) {
            var before = unfinished.remove(tid);
            String first = before == null ? "" : before.arguments();
            String rest = resumed.group(2);
            ended(tid, thread, resumed.group(1), first + (rest.isEmpty() ? "" : ", " + rest), resumed, 3);
        } else if (whole.matches()) {
            ended(tid, thread, whole.group(1), whole.group(2), whole, 3);
        } else if (begun.matches()) {
            unfinished.put(tid, new SystemCall(tid, thread, begun.group(1), begun.group(2), SystemCall.NEVER, false));
        }
    }

    private void ended(long tid, String thread, String name, String arguments, Matcher matcher, int result) {
        String value = matcher.group(result);
        calls.add(new SystemCall(
                tid,
                thread,
                name,
                arguments,
                value.equals("?") ? SystemCall.NEVER : Long.parseLong(value),
                matcher.group(result + 1).contains("INJECTED")));
    }
}
