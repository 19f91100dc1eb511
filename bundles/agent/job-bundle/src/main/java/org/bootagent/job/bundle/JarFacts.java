package org.bootagent.job.bundle;

import java.util.regex.Pattern;

/**
 * Which bundle a jar is.
 *
 * @param name symbolic name
 * @param version as its manifest has it
 */
record JarFacts(String name, String version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*");
    private static final int MAX_NAME = 200;

    /** Whether it is a symbolic name, which is also fit for a file. */
    static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
