package org.bootagent.booter.http;

import org.bootagent.wire.PrintableText;

/** Text from outside on its way into a log or an answer. */
final class Words {
    private static final int MAX = 300;

    private Words() {}

    /** One line without control and direction characters, and not too long. */
    static String line(String text) {
        String line = PrintableText.line(text);
        return line.length() > MAX ? line.substring(0, MAX) + "…" : line;
    }
}
