package org.bootagent.job.bundle;

import java.util.regex.Pattern;

/**
 * Name and version of the bundle in a jar.
 *
 * @param name symbolic name
 * @param version as its manifest has it
 */
record JarFacts(String name, String version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*");
    private static final int MAX_NAME = 200;

    /** Returns whether a text is a symbolic name; such a name is also fit for a file. */
    static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
