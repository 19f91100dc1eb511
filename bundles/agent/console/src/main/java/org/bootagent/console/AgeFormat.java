package org.bootagent.console;

/** Formats an age for people, in its two largest units. */
final class AgeFormat {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private AgeFormat() {}

    static String text(long seconds) {
        if (seconds >= DAY) {
            return seconds / DAY + "d " + seconds % DAY / HOUR + "h";
        }
        if (seconds >= HOUR) {
            return seconds / HOUR + "h " + seconds % HOUR / MINUTE + "m";
        }
        return seconds >= MINUTE ? seconds / MINUTE + "m " + seconds % MINUTE + "s" : seconds + "s";
    }
}
