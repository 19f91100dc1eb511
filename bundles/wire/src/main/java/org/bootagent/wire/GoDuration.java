package org.bootagent.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * Durations in EasyAgent's format, which is that of Go: {@code 300ms}, {@code 1.5h}, {@code +2h45m}. The longest is 292 years, and one may be negative.
 */
public final class GoDuration {
    private static final long SECOND = 1_000_000_000L;

    /** The micro has a sign of its own and is a Greek letter, too. */
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "\u00b5s",
            1_000L,
            "\u03bcs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            SECOND,
            "m",
            60 * SECOND,
            "h",
            3600 * SECOND);

    /** Most digits of a fraction that make a difference. */
    private static final int MOST_DECIMALS = 18;

    private static final int LONGEST_SHOWN = 64;

    private final String text;
    private int at;

    private GoDuration(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException with the text and what is wrong with it */
    public static Duration parse(String text) {
        return new GoDuration(text).read();
    }

    private Duration read() {
        boolean negative = text.startsWith("-");
        at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return Duration.ZERO;
        }
        if (at == text.length()) {
            throw wrong("must be a duration such as 300ms, 90s or 1h30m");
        }
        try {
            long nanos = 0;
            while (at < text.length()) {
                nanos = Math.addExact(nanos, part());
            }
            return Duration.ofNanos(negative ? -nanos : nanos);
        } catch (ArithmeticException e) {
            throw wrong("must be at most 292 years");
        }
    }

    /** A number and its unit. @throws ArithmeticException if it is too large */
    private long part() {
        int first = at;
        long whole = whole();
        double fraction = 0;
        int digits = at - first;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            first = at;
            fraction = decimals();
            digits += at - first;
        }
        long unit = unit();
        if (digits == 0 || unit == 0) {
            throw wrong("must be a duration such as 300ms, 90s or 1h30m");
        }
        return Math.addExact(Math.multiplyExact(whole, unit), (long) (fraction * unit));
    }

    private long whole() {
        long number = 0;
        for (; isDigit(); at++) {
            number = Math.addExact(Math.multiplyExact(number, 10L), text.charAt(at) - '0');
        }
        return number;
    }

    private double decimals() {
        long number = 0;
        double scale = 1;
        for (int count = 0; isDigit(); at++, count++) {
            if (count < MOST_DECIMALS) {
                number = number * 10 + (text.charAt(at) - '0');
                scale *= 10;
            }
        }
        return number / scale;
    }

    /** Zero if there is none. */
    private long unit() {
        int first = at;
        while (at < text.length() && text.charAt(at) != '.' && !isDigit()) {
            at++;
        }
        return NANOS.getOrDefault(text.substring(first, at), 0L);
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private IllegalArgumentException wrong(String why) {
        String shown = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return new IllegalArgumentException("'" + shown + "' " + why);
    }

    /** Formats a duration as Go does. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return plain(BigDecimal.valueOf(duration.toNanos()).movePointLeft(6)) + "ms";
        }
        long hours = duration.toHours();
        long minutes = duration.toMinutesPart();
        var seconds = BigDecimal.valueOf(duration.toSecondsPart())
                .add(BigDecimal.valueOf(duration.toNanosPart()).movePointLeft(9));
        return (hours > 0 ? hours + "h" : "") + (hours + minutes > 0 ? minutes + "m" : "") + plain(seconds) + "s";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
