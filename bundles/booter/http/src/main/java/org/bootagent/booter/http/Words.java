package org.bootagent.booter.http;

/** Text from outside on its way into a log or an answer. */
final class Words {
    private static final int MAX = 300;

    private Words() {}

    /** One line without control and direction characters, and not too long. */
    static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
        return line.length() > MAX ? line.substring(0, MAX) + "…" : line;
    }
}
