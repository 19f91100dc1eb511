package org.bootagent.wire;

import java.util.regex.Pattern;

/**
 * Makes text from another machine safe for a terminal or a log: removes control characters (also those of the upper half of Latin-1), characters that change
 * the direction of writing, and other invisible ones.
 */
public final class PrintableText {
    private static final String UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029";
    private static final Pattern RUN = Pattern.compile("[" + UNSEEN + "]+");
    private static final Pattern IN_LINES = Pattern.compile("[" + UNSEEN + "&&[^\\n\\t]]");

    private PrintableText() {}

    /** Returns one line, with a blank for each run of invisible characters. */
    public static String line(String text) {
        return RUN.matcher(text).replaceAll(" ").strip();
    }

    /** Returns one line like {@link #line(String)}, cut after some characters. */
    public static String line(String text, int max) {
        String line = line(text);
        return line.length() > max ? line.substring(0, max) + "…" : line;
    }

    /** Returns several lines; keeps line breaks and tabs, and replaces other invisible characters by a question mark. */
    public static String lines(String text) {
        return IN_LINES.matcher(text.replace("\r\n", "\n")).replaceAll("?");
    }

    /** Escapes invisible characters in JSON, without changing its meaning. */
    public static String json(String json) {
        return IN_LINES.matcher(json).replaceAll(found -> {
            var escaped = new StringBuilder();
            found.group().chars().forEach(unit -> escaped.append(String.format("\\\\u%04x", unit)));
            return escaped.toString();
        });
    }
}
