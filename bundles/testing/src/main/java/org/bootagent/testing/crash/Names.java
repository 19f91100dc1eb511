package org.bootagent.testing.crash;

import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the files of different runs comparable: the homes differ, and so do the numbers of the metafile's drafts.
 *
 * @param generation of the metafile when tracing began
 */
public record Names(String home, long generation) {
    private static final String HOME = "HOME";
    private static final Pattern DRAFT = Pattern.compile("(?<=/metafile\\.json\\.tmp-)\\d+");

    String general(String file) {
        return numbered(file.replace(home, HOME), number -> number - generation);
    }

    String particular(String file) {
        return numbered(file.replace(HOME, home), number -> number + generation);
    }

    private static String numbered(String file, LongUnaryOperator change) {
        return DRAFT.matcher(file)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Long.toString(change.applyAsLong(Long.parseLong(found.group())))));
    }
}
