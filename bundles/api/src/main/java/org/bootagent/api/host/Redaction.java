package org.bootagent.api.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides passwords and queries, which may hold signatures, in URLs that are shown to operators or written into logs. */
public final class Redaction {
    /** Replacement for a user and a password, and for a query. */
    public static final String MASK = "***";

    private static final String USER_INFO = "[^/?#\\s\"'<>]*@";
    /** Matches user and password also where a slash in the password makes the URL invalid. A number after the colon is a port. */
    private static final String BROKEN_USER_INFO =
            "[^/?#\\s\"'<>:@\\[]+:(?!\\d*(?:[/?#\\s\"'<>]|$))[^\\s\"'<>]{0,1000}@";

    private static final Pattern IN_TEXT = Pattern.compile("(?<=://)(?:" + USER_INFO + "|" + BROKEN_USER_INFO + ")");
    /**
     * Matches a URL from its scheme's end, with its query if it has one. A script may quote values in a query. The query is optional, so that each part of a text is
     * looked at once.
     */
    private static final Pattern WITH_QUERY = Pattern.compile(
            "(://[^?\\s\"'<>]*+)" + "(\\?[^\\s\"'<>]++(?:(?<==)(?:\"[^\"]*+\"|'[^']*+')[^\\s\"'<>]*+){0,20}+)?");

    private static final Pattern UP_TO_LAST_AT = Pattern.compile("^([^/?#@]*://)?.*@", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("[?#].*$", Pattern.DOTALL);

    private Redaction() {}

    /** Returns the text with the user information and the query of each URL masked. */
    public static String urls(String text) {
        if (!text.contains("://")) {
            return text;
        }
        String anonymous = IN_TEXT.matcher(text).replaceAll(MASK + "@");
        return WITH_QUERY
                .matcher(anonymous)
                .replaceAll(url ->
                        Matcher.quoteReplacement(url.group(2) == null ? url.group() : url.group(1) + "?" + MASK));
    }

    /** Returns the part of a refused address that may be shown: nothing before its last at sign, and no query, which may hold a signature. */
    public static String refused(String address) {
        String rest = UP_TO_LAST_AT.matcher(address).replaceFirst("$1" + MASK + "@");
        return QUERY.matcher(rest).replaceFirst("");
    }
}
