package org.bootagent.api.process;

import java.util.ArrayList;
import java.util.List;

/** Splits a command into words as a shell would: blanks separate, single and double quotes and backslashes protect. Nothing is expanded. */
public final class CommandLine {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;

    private CommandLine(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException for an open quote or a trailing backslash */
    public static List<String> split(String text) {
        return new CommandLine(text).split();
    }

    private List<String> split() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = quoted(i, c);
            } else if (c == '\\') {
                append(at(++i));
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else {
                append(c);
            }
        }
        endWord();
        return List.copyOf(words);
    }

    private int quoted(int start, char quote) {
        inWord = true;
        int i = start + 1;
        while (at(i) != quote) {
            if (quote == '"' && at(i) == '\\' && "\"\\$`".indexOf(at(i + 1)) >= 0) {
                i++;
            }
            append(at(i++));
        }
        return i;
    }

    private char at(int i) {
        if (i >= text.length()) {
            throw new IllegalArgumentException("command has an open quote or ends in a backslash: " + text);
        }
        return text.charAt(i);
    }

    private void append(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
