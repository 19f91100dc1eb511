package org.bootagent.job.script;

import java.util.List;

/** Lists of words from outside. */
final class Lists {
    private Lists() {}

    static List<String> words(List<String> words, String field) {
        if (words != null && words.contains(null)) {
            throw new IllegalArgumentException(field + " must not have a word that is null");
        }
        return words == null ? List.of() : List.copyOf(words);
    }
}
