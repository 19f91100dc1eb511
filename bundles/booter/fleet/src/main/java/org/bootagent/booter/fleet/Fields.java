package org.bootagent.booter.fleet;

import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bootagent.api.host.HostSettings;

/** The bounds of what hosts send. What identifies is refused when it is wrong; what merely informs is cut to its bound. */
final class Fields {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_HOSTNAME = 253;
    private static final long LATEST_SECOND = 253_402_300_799L;

    private Fields() {}

    static Optional<String> serialNumber(String text) {
        return text != null && UUID.matcher(text).matches()
                ? Optional.of(text.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    static String hostname(String text) {
        if (text == null || text.isBlank() || text.length() > MAX_HOSTNAME || !printable(text)) {
            throw new FleetException(INVALID, "hostname must be 1 to " + MAX_HOSTNAME + " printable characters");
        }
        if (text.startsWith("-")) {
            // An operator's command that is given the name would take it for an option.
            throw new FleetException(INVALID, "hostname must not begin with a hyphen");
        }
        return text;
    }

    static boolean printable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /** One that is missing or out of bounds must not make the host seem offline for ever or online for ever. */
    static int step(int seconds) {
        if (seconds < 1) {
            return (int) HostSettings.DEFAULT_STEP.toSeconds();
        }
        return (int) Math.min(seconds, HostSettings.MAX_STEP.toSeconds());
    }

    /** Characters that cannot be stored are dropped: PostgreSQL refuses NUL. */
    static String cut(String text, int most) {
        if (text == null) {
            return "";
        }
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        return clean.length() <= most ? clean : clean.substring(0, most - 1) + "…";
    }

    /** Seconds with decimals to a time, or the other time where that makes none. */
    static Instant time(double unixSeconds, Instant otherwise) {
        if (!(unixSeconds > 0 && unixSeconds < LATEST_SECOND)) {
            return otherwise;
        }
        return Instant.ofEpochMilli(Math.round(unixSeconds * 1000));
    }
}
