package org.bootagent.api.host;

import java.util.regex.Pattern;

/** Hides passwords, queries and fragments, which may hold signatures and tokens, in URLs that are shown to operators or written into logs. */
public final class Redaction {
    /** Replacement for a user and a password, for a query, and for a fragment. */
    public static final String MASK = "***";

    /** Matches user and password, also with a number sign, which would end the host. */
    private static final String USER_INFO = "[^/?\\s\"'<>]*@";
    /** Matches user and password also where a slash in the password makes the URL invalid. A number after the colon is a port. */
    private static final String BROKEN_USER_INFO =
            "[^/?#\\s\"'<>:@\\[]+:(?!\\d*(?:[/?#\\s\"'<>]|$))[^\\s\"'<>]{0,1000}@";

    private static final Pattern IN_TEXT = Pattern.compile("(?<=://)(?:" + USER_INFO + "|" + BROKEN_USER_INFO + ")");
    private static final Pattern NOT_IN_A_URL = Pattern.compile("[\\s\"'<>]");
    private static final Pattern UP_TO_LAST_AT = Pattern.compile("^([^/?#@]*://)?.*@", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("[?#].*$", Pattern.DOTALL);

    private Redaction() {}

    /** Returns the text with the user information, the query and the fragment of each URL masked. */
    public static String urls(String text) {
        if (!text.contains("://")) {
            return text;
        }
        return UrlsInText.mask(IN_TEXT.matcher(text).replaceAll(MASK + "@"));
    }

    /** Returns a field that holds one URL and nothing else, with its secrets masked. A value that is no URL is masked as {@link #refused} does. */
    public static String url(String value) {
        boolean isUrl = value.contains("://") && !NOT_IN_A_URL.matcher(value).find();
        return isUrl ? urls(value) : refused(value);
    }

    /** Returns the part of a refused address that may be shown: nothing before its last at sign, and no query, which may hold a signature. */
    public static String refused(String address) {
        String rest = UP_TO_LAST_AT.matcher(address).replaceFirst("$1" + MASK + "@");
        return QUERY.matcher(rest).replaceFirst("");
    }
}
