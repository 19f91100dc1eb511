package org.bootagent.transport.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/** A process as its {@code stat} tells it. Read from bytes: a large host has many of them, many times a day. */
record ProcessLine(long pid, long parent, long session, long ticks, long pages, long started) {
    // As proc(5) numbers them, less 1.
    private static final int PARENT = 3;
    private static final int SESSION = 5;
    private static final int USER = 13;
    private static final int SYSTEM = 14;
    private static final int STARTED = 21;
    private static final int PAGES = 23;

    /** Pids come again. */
    record Key(long pid, long started) {}

    Key key() {
        return new Key(pid, started);
    }

    static Optional<ProcessLine> parse(byte[] stat) {
        // The name may have blanks, parentheses and line breaks of its own.
        int end = stat.length - 1;
        while (end > 0 && stat[end] != ')') {
            end--;
        }
        var fields = new long[PAGES + 1];
        fields[0] = number(stat, 0);
        int field = 1;
        for (int i = end + 1; i > 1 && i < stat.length - 1 && field < PAGES; i++) {
            if (stat[i] == ' ') {
                fields[++field] = number(stat, i + 1);
            }
        }
        return field < PAGES
                ? Optional.empty()
                : Optional.of(new ProcessLine(
                        fields[0],
                        fields[PARENT],
                        fields[SESSION],
                        fields[USER] + fields[SYSTEM],
                        fields[PAGES],
                        fields[STARTED]));
    }

    /** What stands there, up to the first byte that is no digit. */
    private static long number(byte[] text, int from) {
        long number = 0;
        for (int i = from; i < text.length && text[i] >= '0' && text[i] <= '9'; i++) {
            number = number * 10 + text[i] - '0';
        }
        return number;
    }

    /** The words of a {@code cmdline}, with blanks between them. */
    static String command(byte[] cmdline) {
        var words = new StringBuilder();
        for (String word : new String(cmdline, UTF_8).split("\0", -1)) {
            if (!word.isEmpty()) {
                words.append(words.isEmpty() ? "" : " ").append(word);
            }
        }
        return words.toString();
    }
}
