package org.bootagent.api.packages;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code SHA256:<64 hex>}; the algorithm's name and the digits are read in any case.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Checksum(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String PREFIX = "SHA256:";

    public Checksum {
        if (hex == null || !HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a SHA256 checksum has 64 hexadecimal digits");
        }
    }

    /** @throws IllegalArgumentException for any other text */
    public static Checksum parse(String text) {
        if (text == null || !text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
            throw new IllegalArgumentException("checksum must be SHA256:<64 hexadecimal digits>");
        }
        return new Checksum(text.substring(PREFIX.length()).strip().toLowerCase(Locale.ROOT));
    }

    /** Returns the first 12 digits, as used in a release's directory name. */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
