package org.bootagent.booter.http;

import org.bootagent.wire.PrintableText;

/** Makes text from outside fit for a log or an answer. */
final class Words {
    private static final int MAX = 300;

    private Words() {}

    /** Returns one line of limited length, without control and direction characters. */
    static String line(String text) {
        String line = PrintableText.line(text);
        return line.length() > MAX ? line.substring(0, MAX) + "…" : line;
    }
}
