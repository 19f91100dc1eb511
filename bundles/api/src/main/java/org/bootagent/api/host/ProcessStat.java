package org.bootagent.api.host;

import java.util.Optional;

/**
 * A process as its line in {@code /proc/<pid>/stat} shows it. Parsed from bytes, as a large host has many of them, many times a day.
 *
 * @param zombie whether it has ended and nobody has waited for it yet
 * @param ticks of processor time that it has used, 1/100 s each
 * @param start when it was started, in ticks since boot; with the id of the boot and the pid it names a process for ever
 * @param pages of memory that it has resident
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
    /** Unit of times in the line, the kernel's USER_HZ: the same on every architecture that we run on. */
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

    /** Identifies a process for as long as the host is up, as the kernel gives its pid to another one later. */
    public record Key(long pid, long start) {}

    public Key key() {
        return new Key(pid, start);
    }

    /** Returns empty if the line is not whole, as the line of a process that ends meanwhile. */
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

    /** Reads a number up to the first byte that is no digit. */
    private static long number(byte[] text, int from) {
        boolean negative = text[from] == '-';
        long number = 0;
        for (int i = negative ? from + 1 : from; i < text.length && text[i] >= '0' && text[i] <= '9'; i++) {
            number = number * 10 + text[i] - '0';
        }
        return negative ? -number : number;
    }
}
