package org.bootagent.booter.fleet;

import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bootagent.api.host.HostSettings;

/** The bounds of what hosts send. What identifies is refused when it is wrong; what merely informs is cut to its bound. */
public final class Fields {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    /** Stands for no host at all. */
    private static final String NIL = "00000000-0000-0000-0000-000000000000";

    private static final int MAX_HOSTNAME = 253;
    private static final long LATEST_SECOND = 253_402_300_799L;

    private Fields() {}

    public static Optional<String> serialNumber(String text) {
        return text != null && UUID.matcher(text).matches() && !text.equals(NIL)
                ? Optional.of(text.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    public static String hostname(String text) {
        if (text == null || text.isBlank() || text.length() > MAX_HOSTNAME || !printable(text)) {
            throw new FleetException(INVALID, "hostname must be 1 to " + MAX_HOSTNAME + " printable characters");
        }
        if (text.startsWith("-")) {
            // An operator's command that is given the name would take it for an option.
            throw new FleetException(INVALID, "hostname must not begin with a hyphen");
        }
        return text;
    }

    /** Returns whether a text has neither control characters nor unpaired surrogates, which have no form in UTF-8. */
    public static boolean printable(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalf(c));
    }

    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /** Bounds the seconds between two reports: a missing or wild value must not make the host seem offline or online for ever. */
    public static int step(int seconds) {
        if (seconds < 1) {
            return (int) HostSettings.DEFAULT_STEP.toSeconds();
        }
        return (int) Math.min(seconds, HostSettings.MAX_STEP.toSeconds());
    }

    /** Characters that cannot be stored are dropped, as PostgreSQL refuses NUL, or replaced. */
    public static String cut(String text, int most) {
        if (text == null) {
            return "";
        }
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        return whole(clean.length() <= most ? clean : clean.substring(0, most - 1) + "…");
    }

    /** Replaces each unpaired surrogate, which the sender left when it cut the text, or {@link #cut} did. */
    private static String whole(String text) {
        if (text.codePoints().noneMatch(Fields::isHalf)) {
            return text;
        }
        int[] codePoints = text.codePoints().map(c -> isHalf(c) ? 0xFFFD : c).toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    /** Seconds with decimals to a time, or the other time where that makes none. */
    public static Instant time(double unixSeconds, Instant otherwise) {
        if (!(unixSeconds > 0 && unixSeconds < LATEST_SECOND)) {
            return otherwise;
        }
        return Instant.ofEpochMilli(Math.round(unixSeconds * 1000));
    }
}
