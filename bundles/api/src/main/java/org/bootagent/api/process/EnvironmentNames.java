package org.bootagent.api.process;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names that a package, a job or a file may give to an agent's environment variables: names for a shell, and names such as {@code discovery.type} that programs
 * read. Some names that a process could have are refused, because a shell executes their values. Definitions stored by earlier versions are not checked.
 */
public final class EnvironmentNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,255}");
    private static final int SHOWN = 64;

    private EnvironmentNames() {}

    /** @throws IllegalArgumentException for the first invalid one */
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
