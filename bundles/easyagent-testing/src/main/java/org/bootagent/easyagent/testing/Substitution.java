package org.bootagent.easyagent.testing;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Maps values of the recording to those of the test: ids, and parts of texts such as directories. Thread-safe. */
public final class Substitution {
    private static final Pattern MADE_UP = Pattern.compile("00000000-0000-4000-[ab]000-\\d{12}");
    private static final Pattern FIXED = Pattern.compile("00000000-0000-4000-[89]000-\\d{12}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Table actual = new Table();
    private final Table recorded = new Table();

    /** Maps a recorded value to one of the test. */
    public synchronized Substitution put(String inRecording, String here) {
        actual.put(inRecording, here);
        recorded.put(here, inRecording);
        return this;
    }

    /** Returns whether this recorded value is mapped. */
    public synchronized boolean knows(String inRecording) {
        return actual.knows(inRecording);
    }

    /** Returns whether a server generated this id, so that the test has another one; other ids are the same everywhere. */
    public static boolean isMadeUp(String inRecording) {
        return MADE_UP.matcher(inRecording).matches();
    }

    /** Learns the agent's id in a command from the command that came in its place. */
    public void learn(Message inRecording, Message here) {
        learn(agentId(inRecording), agentId(here));
    }

    /** Learns the value for a generated id, unless one of the two is already known. */
    public synchronized void learn(String inRecording, String here) {
        boolean known = actual.knows(inRecording) || recorded.knows(here);
        if (isMadeUp(inRecording)
                && ID.matcher(here).matches()
                && !FIXED.matcher(here).matches()
                && !known) {
            put(inRecording, here);
        }
    }

    private static String agentId(Message command) {
        Message body = command.body();
        return body.knows("agentId") ? body.id("agentId") : "";
    }

    /** Converts a recorded text to the test's values. */
    public String here(String inRecording) {
        return replaced(inRecording, actual);
    }

    /** Converts a text of the test to the recording's values. */
    public String inRecording(String here) {
        return replaced(here, recorded);
    }

    /** Converts a recorded message to the test's values. */
    public Message here(Message inRecording) {
        return inRecording.withIds(this::here).withTexts(this::here);
    }

    /** Converts a message of the test to the recording's values. */
    public Message inRecording(Message here) {
        return here.withIds(this::inRecording).withTexts(this::inRecording);
    }

    private synchronized String replaced(String text, Table by) {
        return text.isEmpty() ? text : by.replaced(text);
    }

    /** Maps texts to their replacements. */
    private static final class Table {
        private final Map<String, String> others = new LinkedHashMap<>();
        /** Matches any of the texts, the longest first; null: not built yet. */
        private Pattern any;

        void put(String text, String other) {
            if (!other.equals(others.put(text, other))) {
                any = null;
            }
        }

        boolean knows(String text) {
            return others.containsKey(text);
        }

        String replaced(String text) {
            if (others.isEmpty()) {
                return text;
            }
            if (any == null) {
                any = Pattern.compile(others.keySet().stream()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|")));
            }
            return any.matcher(text).replaceAll(found -> Matcher.quoteReplacement(others.get(found.group())));
        }
    }
}
