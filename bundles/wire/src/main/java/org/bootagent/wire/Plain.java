package org.bootagent.wire;

import java.util.regex.Pattern;

/**
 * Text from another machine on its way to a terminal or into a log. It is shown and never obeyed: no control characters (the upper half of Latin-1 has some, too), none
 * that turn the direction of writing, and no others that are not seen.
 */
public final class Plain {
    private static final String UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029";
    private static final Pattern RUN = Pattern.compile("[" + UNSEEN + "]+");
    private static final Pattern IN_LINES = Pattern.compile("[" + UNSEEN + "&&[^\\n\\t]]");

    private Plain() {}

    /** One line: a blank in the place of what is not seen. */
    public static String line(String text) {
        return RUN.matcher(text).replaceAll(" ").strip();
    }

    /** Several lines, whose breaks and tabs stay; a question mark in the place of what is not seen. */
    public static String lines(String text) {
        return IN_LINES.matcher(text.replace("\r\n", "\n")).replaceAll("?");
    }

    /** JSON that says the same. */
    public static String json(String json) {
        return IN_LINES.matcher(json).replaceAll(found -> {
            var escaped = new StringBuilder();
            found.group().chars().forEach(unit -> escaped.append(String.format("\\\\u%04x", unit)));
            return escaped.toString();
        });
    }
}
