package org.bootagent.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Durations as EasyAgent has them, which is as Go writes them: {@code 300ms}, {@code 1.5h}, {@code 2h45m}. */
public final class GoDuration {
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "µs", BigDecimal.valueOf(1_000),
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));
    private static final Pattern PART =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})(ns|us|µs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");
    private static final int LONGEST = 64;
    private static final Duration MOST = Duration.ofDays(7);

    private GoDuration() {}

    /** @throws IllegalArgumentException saying what is wrong with the text, which it begins with */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        // A longer one would also be deeper than the matcher can go.
        if (text.length() > LONGEST || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + shown(text) + "' must be a duration such as 300ms, 90s or 1h30m");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        var part = PART.matcher(text);
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(NANOS.get(part.group(2))));
        }
        if (nanos.compareTo(BigDecimal.valueOf(MOST.toNanos())) > 0) {
            throw new IllegalArgumentException("'" + text + "' must be at most a week");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** As Go would write it. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
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

    private static String shown(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
