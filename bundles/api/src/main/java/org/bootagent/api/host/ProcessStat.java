package org.bootagent.api.host;

import java.util.Optional;

/**
 * A process, as in its line of {@code /proc/<pid>/stat}. Parsed from bytes, because a large host has many of them, read many times a day.
 *
 * @param zombie whether it has ended and its parent has not yet waited for it
 * @param ticks of processor time that it has used, 1/100 s each
 * @param start when it was started, in ticks since boot; with the boot id and the pid it identifies a process for ever
 * @param pages of resident memory
 */
public record ProcessStat(
        long pid,
        boolean zombie,
        long parent,
        long group,
        long session,
        long ticks,
        int nice,
        int threads,
        long start,
        long pages) {
    /** Unit of times in the line, the kernel's USER_HZ: the same on every supported architecture. */
    public static final long TICKS_PER_SECOND = 100;

    // Fields as proc(5) numbers them, less 1.
    private static final int STATE = 2;
    private static final int PARENT = 3;
    private static final int GROUP = 4;
    private static final int SESSION = 5;
    private static final int USER_TIME = 13;
    private static final int SYSTEM_TIME = 14;
    private static final int NICE = 18;
    private static final int THREADS = 19;
    private static final int START = 21;
    private static final int PAGES = 23;

    /** Identity of a process while the host is up, because pids are reused. */
    public record Key(long pid, long start) {}

    public Key key() {
        return new Key(pid, start);
    }

    /** Parses a line; empty if it is incomplete, as for a process that ends meanwhile. */
    public static Optional<ProcessStat> parse(byte[] line) {
        // The command in the second field may hold blanks, parentheses and line breaks of its own.
        int end = line.length - 1;
        while (end > 0 && line[end] != ')') {
            end--;
        }
        if (end <= 0) {
            return Optional.empty();
        }
        var fields = new long[PAGES + 1];
        fields[0] = number(line, 0);
        int field = 1;
        for (int i = end + 1; i < line.length - 1 && field < PAGES; i++) {
            if (line[i] == ' ') {
                fields[++field] = field == STATE ? line[i + 1] : number(line, i + 1);
            }
        }
        return field < PAGES ? Optional.empty() : Optional.of(of(fields));
    }

    private static ProcessStat of(long[] fields) {
        return new ProcessStat(
                fields[0],
                fields[STATE] == 'Z' || fields[STATE] == 'X',
                fields[PARENT],
                fields[GROUP],
                fields[SESSION],
                fields[USER_TIME] + fields[SYSTEM_TIME],
                (int) fields[NICE],
                (int) fields[THREADS],
                fields[START],
                fields[PAGES]);
    }

    /** Reads a number up to the first byte that is not a digit. */
    private static long number(byte[] text, int from) {
        boolean negative = text[from] == '-';
        long number = 0;
        for (int i = negative ? from + 1 : from; i < text.length && text[i] >= '0' && text[i] <= '9'; i++) {
            number = number * 10 + text[i] - '0';
        }
        return negative ? -number : number;
    }
}
