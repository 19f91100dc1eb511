package org.bootagent.easyagent.testing;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What stands here for what stands in the recording: ids, and parts of texts such as directories. Thread-safe. */
public final class Substitution {
    private static final Pattern MADE_UP = Pattern.compile("00000000-0000-4000-[ab]000-\\d{12}");
    private static final Pattern FIXED = Pattern.compile("00000000-0000-4000-[89]000-\\d{12}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Table actual = new Table();
    private final Table recorded = new Table();

    /** Has this stand for that of the recording. */
    public synchronized Substitution put(String inRecording, String here) {
        actual.put(inRecording, here);
        recorded.put(here, inRecording);
        return this;
    }

    /** Whether something stands for this of the recording. */
    public synchronized boolean knows(String inRecording) {
        return actual.knows(inRecording);
    }

    /** Whether a server made this id up, so that here it is another; the others are the same everywhere. */
    public static boolean isMadeUp(String inRecording) {
        return MADE_UP.matcher(inRecording).matches();
    }

    /** Learns what stands for the agent in a command from the command that came in its place. */
    public void learn(Message inRecording, Message here) {
        learn(agentId(inRecording), agentId(here));
    }

    /** Learns what stands for an id that a server made up, unless one of the two is known already. */
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

    /** A text of the recording as it is here. */
    public String here(String inRecording) {
        return replaced(inRecording, actual);
    }

    /** A text of here as it is in the recording. */
    public String inRecording(String here) {
        return replaced(here, recorded);
    }

    /** A message of the recording as it is here. */
    public Message here(Message inRecording) {
        return inRecording.withIds(this::here).withTexts(this::here);
    }

    /** A message of here as it is in the recording. */
    public Message inRecording(Message here) {
        return here.withIds(this::inRecording).withTexts(this::inRecording);
    }

    private synchronized String replaced(String text, Table by) {
        return text.isEmpty() ? text : by.replaced(text);
    }

    /** Texts and what stands for them. */
    private static final class Table {
        private final Map<String, String> others = new LinkedHashMap<>();
        /** Any of the texts, the longest first; null: to be made. */
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
