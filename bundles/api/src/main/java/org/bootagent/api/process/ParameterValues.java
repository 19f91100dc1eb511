package org.bootagent.api.process;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Reads JSON values that have more than one form. */
final class ParameterValues {
    private static final double MOST_SECONDS = 1e9;
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private ParameterValues() {}

    /** A command: one string, split as a shell would, or an array of words; null stays null. */
    static List<String> of(Object command, String field) {
        if (command == null) {
            return null;
        }
        if (command instanceof String text) {
            return CommandLine.split(text);
        }
        if (command instanceof List<?> words) {
            return words.stream().map(word -> word(word, field)).toList();
        }
        throw new IllegalArgumentException(field + " must be a string or an array of strings");
    }

    /** Converts seconds to a duration; null stays null. */
    static Duration seconds(Double seconds, String field) {
        if (seconds == null) {
            return null;
        }
        if (!(Math.abs(seconds) <= MOST_SECONDS)) {
            throw new IllegalArgumentException(field + " must be a number of seconds");
        }
        return Duration.ofMillis(BigDecimal.valueOf(seconds).multiply(MILLIS).longValue());
    }

    private static String word(Object word, String field) {
        if (word instanceof String || word instanceof Number || word instanceof Boolean) {
            return word.toString();
        }
        throw new IllegalArgumentException(field + " must be a string or an array of strings");
    }
}
