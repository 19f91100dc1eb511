package org.bootagent.api.host;

/**
 * Masks the queries and fragments of the URLs in a text, such as a script. A URL ends as a shell's word does: quotes may enclose it or parts of it, and a blank
 * in quotes belongs to it. In doubt more is masked. Each character is looked at once, however long the text.
 */
final class UrlsInText {
    private static final String MARK = "://";
    /** Characters that may follow the closing quote of a whole URL, in JSON and in scripts. */
    private static final String BEHIND_QUOTED = ",;:)]}|<>";
    /** Characters behind which a quoted part of a URL begins. */
    private static final String BEFORE_QUOTED = "=?&#/:@\"'";

    private static final char NONE = 0;

    private final String text;
    private final int lastSingle;
    private final int lastDouble;
    private final StringBuilder masked = new StringBuilder();

    private UrlsInText(String text) {
        this.text = text;
        this.lastSingle = text.lastIndexOf('\'');
        this.lastDouble = text.lastIndexOf('"');
    }

    static String mask(String text) {
        return new UrlsInText(text).mask();
    }

    private String mask() {
        int copied = 0;
        for (int mark = text.indexOf(MARK); mark >= 0; mark = text.indexOf(MARK, copied)) {
            var url = new Url(mark);
            url.read();
            masked.append(text, copied, url.visible());
            if (url.visible() < url.at) {
                masked.append(text.charAt(url.secret)).append(Redaction.MASK);
            }
            copied = url.at;
        }
        return masked.append(text, copied, text.length()).toString();
    }

    private boolean closes(char quote, int from) {
        return (quote == '"' ? lastDouble : lastSingle) > from;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private boolean isAt(int index, String characters) {
        return characters.indexOf(text.charAt(index)) >= 0;
    }

    /** Returns whether a URL cannot go on here after a quote. */
    private boolean isEnd(int index) {
        return index >= text.length() || Character.isWhitespace(text.charAt(index)) || isAt(index, BEHIND_QUOTED);
    }

    /** A URL being read, from the end of its scheme. */
    private final class Url {
        private int at;
        /** Index of the question mark or number sign; -1: not seen yet. */
        private int secret = -1;
        /** Quote that is open. */
        private char quote;
        /** Tells whether that quote is in front of the scheme. */
        private boolean whole;

        Url(int mark) {
            int scheme = mark;
            while (scheme > 0 && Character.isLetterOrDigit(text.charAt(scheme - 1))) {
                scheme--;
            }
            char before = scheme == 0 ? NONE : text.charAt(scheme - 1);
            at = mark + MARK.length();
            whole = isQuote(before) && closes(before, at - 1);
            quote = whole ? before : NONE;
        }

        /** Returns the end of what may be shown: all if nothing is behind the question mark. */
        int visible() {
            return secret < 0 || secret + 1 >= at ? at : secret;
        }

        void read() {
            while (at < text.length() && !ends(text.charAt(at))) {
                boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
                int meant = escaped ? at + 1 : at;
                char c = text.charAt(meant);
                if (secret < 0 && (c == '?' || c == '#')) {
                    secret = meant;
                }
                at = meant + 1;
            }
        }

        private boolean ends(char c) {
            if (quote != NONE) {
                return c == quote && closed();
            }
            return isQuote(c) ? !opened(c) : Character.isWhitespace(c) || c == '<' || c == '>';
        }

        private boolean closed() {
            boolean end = whole && isEnd(at + 1);
            quote = NONE;
            whole = false;
            return end;
        }

        /** Opens a quote in the URL, and returns whether it can be one: it may as well close one that was opened long before the URL. */
        private boolean opened(char c) {
            boolean goesOn = !isEnd(at + 1);
            boolean opens = closes(c, at) && (goesOn || isAt(at - 1, BEFORE_QUOTED));
            if (opens) {
                quote = c;
            }
            return opens || goesOn;
        }
    }
}
