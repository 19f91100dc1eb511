package org.bootagent.api.process;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names that a package, a job or a file may give an agent's environment variables: what a shell takes for one, and what programs read beside that, such as
 * {@code discovery.type}. Not every name that a process may have: a shell runs what it finds in some of them. Definitions that were stored by earlier versions
 * are not held to it.
 */
public final class EnvironmentNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,255}");
    private static final int SHOWN = 64;

    private EnvironmentNames() {}

    /** @throws IllegalArgumentException for the first that is none */
    public static void check(Map<String, String> environment) {
        if (environment == null) {
            return;
        }
        for (String name : environment.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("an environment variable cannot be named '" + shown(name)
                        + "': a name has 1 to 256 letters of A to Z and a to z, digits and _ . -, a letter or _ first");
            }
        }
    }

    private static String shown(String name) {
        String text = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "?");
        return text.codePointCount(0, text.length()) > SHOWN
                ? text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…"
                : text;
    }
}
